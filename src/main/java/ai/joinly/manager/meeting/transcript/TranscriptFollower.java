package ai.joinly.manager.meeting.transcript;

import ai.joinly.manager.concurrent.Backoff;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.incremental.IncrementalText;
import ai.joinly.manager.meeting.MeetingListener;
import ai.joinly.manager.meeting.PriorTranscript;
import ai.joinly.manager.meeting.joinly.JoinlyErrorMessages;
import ai.joinly.manager.meeting.joinly.PushReliability;
import ai.joinly.manager.meeting.joinly.SessionHealth;
import ai.joinly.manager.meeting.joinly.SessionSignals.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Follows a session: reads the transcript when a push asks for it, or when a poll is due, and tells
 * the listener what is new. All calls of the listener come from here. For the session's one thread,
 * which calls {@link #process} whenever there is a signal or the time it returned has passed.
 */
public final class TranscriptFollower {
  /**
   * A transcript comes as a whole each time: of one that is longer than some twenty minutes, pieces
   * are read in groups, at some 4 MB a second at most. The end of an utterance does not wait.
   */
  private static final int LONG_CHARACTERS = 100_000;

  private static final long NANOS_PER_CHARACTER = 250;

  private static final Duration DEFAULT_TAIL = Duration.ofMillis(600);

  private final TranscriptReader transcript;
  private final MeetingListener listener;
  private final JoinlyErrorMessages sentences;
  private final LongSupplier ticker;
  private final Backoff backoff;
  private final SessionHealth health;
  private final PollSchedule polls;
  private final UtteranceCollector utterances;
  private final PushReliability pushes = new PushReliability();

  private TranscriptReader.Access access = TranscriptReader.Access.RESOURCE;
  private boolean following;
  private boolean ended;
  private boolean lost;
  private boolean streamOpen;

  /** Whether the transcript has not been read yet. */
  private boolean unread = true;

  private boolean toldOfSkipped;

  /** What the next reading is owed to; kept until a reading succeeds. */
  private boolean pushed;

  private boolean utteranceEnded;
  private boolean catchUp;

  /** Whether the last reading failed, and when it is tried again. */
  private boolean failing;

  private long retryAt;

  /** Before this moment a piece alone is not worth reading the whole transcript. */
  private long pieceAt = Long.MIN_VALUE;

  /**
   * @param tool in place of a transcript that cannot be read
   * @param tail silence after which the server takes an utterance for ended
   * @param ticker nanoseconds, like {@link System#nanoTime}
   */
  public TranscriptFollower(
      IncrementalText transcript,
      TranscriptReader.Tool tool,
      MeetingListener listener,
      JoinlyErrorMessages sentences,
      Duration tail,
      Duration pollFastest,
      Duration pollSlowest,
      LongSupplier ticker,
      Backoff backoff) {
    this.transcript = new TranscriptReader(transcript, tool, ticker);
    this.listener = listener;
    this.sentences = sentences;
    this.ticker = ticker;
    this.backoff = backoff;
    this.health = new SessionHealth(listener);
    this.polls = new PollSchedule(pollFastest, pollSlowest);
    this.utterances = new UtteranceCollector(tail.plus(pollFastest));
  }

  /** The tail of an utterance, in seconds, where an agent's configuration has none. */
  public static Duration tail(Optional<Double> seconds) {
    return seconds.map(s -> Duration.ofNanos((long) (s * 1e9))).orElse(DEFAULT_TAIL);
  }

  /** Whether nothing will follow, because the session is lost or was read for the last time. */
  public boolean isFinished() {
    return lost || ended;
  }

  /** Goes on after another process. To be called before the first {@link #process}. */
  public void remember(PriorTranscript heard) {
    heard.forEach(transcript::remember);
    utterances.add(heard.unfinished(), ticker.getAsLong());
  }

  /**
   * Does what is to be done now.
   *
   * @return nanoseconds after which to call again if no signal comes before
   */
  public long process(Set<Signal> signals) throws InterruptedException {
    take(signals);
    if (signals.contains(Signal.ENDING)) {
      finish();
    } else if (!lost && following && isReadingDue()) {
      read();
    }
    if (isFinished() || !following) {
      return Long.MAX_VALUE;
    }
    long now = ticker.getAsLong();
    if (need() == PollSchedule.Need.ALL) {
      polls.hasten(now);
    }
    long next = nextReading();
    return next <= now ? 0 : next - now;
  }

  private void take(Set<Signal> signals) {
    if (signals.contains(Signal.LOST)) {
      lose();
      return;
    }
    utteranceEnded |= signals.contains(Signal.UTTERANCE);
    if (signals.contains(Signal.SEGMENT) || signals.contains(Signal.UTTERANCE)) {
      pushed = true;
      retryAt = ticker.getAsLong(); // whoever pushes, answers
    }
    takeStream(signals);
    if (signals.contains(Signal.JOINED)) {
      begin();
    }
    if (signals.contains(Signal.TAKEN_UP)) {
      following = true;
      catchUp = true;
      polls.activity(ticker.getAsLong());
    }
    if (signals.contains(Signal.SPOKE)) {
      polls.activity(ticker.getAsLong());
    }
  }

  private void takeStream(Set<Signal> signals) {
    boolean failed = signals.contains(Signal.STREAM_FAILED);
    if (failed || signals.contains(Signal.STREAM_GAP)) {
      streamOpen = false;
      pushes.gap();
      catchUp |= failed; // whether the server is well, a reading tells at once
    }
    if (failed) {
      health.streamFailed(sentences.streamFailed());
    }
    if (signals.contains(Signal.STREAM_OPENED)) {
      streamOpen = true;
      catchUp = true; // what was pushed before is not pushed again
      retryAt = ticker.getAsLong();
      health.streamOpened();
    }
  }

  /** A join begins an empty transcript. Pushes that came before its answer are about it. */
  private void begin() {
    following = true;
    unread = true;
    transcript.reset();
    pieceAt = Long.MIN_VALUE;
    utterances.reset();
    pushes.reset();
    catchUp = false;
    failing = false;
    polls.activity(ticker.getAsLong());
  }

  /** What was said to the very end is told, though nobody will answer it. */
  private void finish() throws InterruptedException {
    if (!lost && following) {
      read();
      tellPending();
    }
    ended = true;
  }

  /** Nobody will hear the end of it: what was said of it is an utterance all the same. */
  private void tellPending() {
    if (!utterances.isEmpty()) {
      listener.onUtterance(utterances.take());
    }
  }

  private boolean isReadingDue() {
    pushes.check(ticker.getAsLong());
    return ticker.getAsLong() >= nextReading();
  }

  private long nextReading() {
    if (failing) {
      return retryAt;
    }
    if (utteranceEnded || catchUp) {
      return Long.MIN_VALUE;
    }
    if (pushed) {
      return pieceAt;
    }
    return Math.min(polls.next(), utterances.due(pushes.state()));
  }

  private void read() throws InterruptedException {
    List<Segment> fresh;
    try {
      fresh = transcript.read();
      int longer = Math.max(0, transcript.length() - LONG_CHARACTERS);
      pieceAt = ticker.getAsLong() + longer * NANOS_PER_CHARACTER;
    } catch (McpException.SessionLost e) {
      lose();
      return;
    } catch (McpException.RpcError e) {
      retryAfterPause(); // in a meeting there is always a transcript, be it empty
      catchUp = true; // what is missed meanwhile says nothing about the pushes
      health.answered();
      tellAccess();
      return;
    } catch (McpException e) {
      failed(sentences.doesNotAnswer(e.userMessage()));
      return;
    } catch (IOException e) {
      failed(sentences.doesNotAnswer("its transcript cannot be read"));
      return;
    }
    failing = false;
    backoff.reset();
    health.answered();
    tellAccess();
    if (unread) {
      unread = false;
      listener.onReading();
    }
    if (transcript.hasSkipped() && !toldOfSkipped) {
      toldOfSkipped = true;
      listener.onNote(sentences.segmentsSkipped());
    }
    deliver(fresh);
  }

  private void tellAccess() {
    TranscriptReader.Access now = transcript.access();
    if (now != access) {
      access = now;
      listener.onHearing(sentences.hearing(now));
    }
  }

  private void deliver(List<Segment> fresh) {
    long now = ticker.getAsLong();
    judge(fresh, now);
    utterances.add(fresh, now);
    if (!fresh.isEmpty()) {
      listener.onSegments(fresh);
    }
    boolean told = utteranceEnded && pushes.state() != PushReliability.State.REFUTED;
    boolean due = now >= utterances.due(pushes.state());
    if (!utterances.isEmpty() && (told || due || utterances.isFull())) {
      listener.onUtterance(utterances.take());
    }
    pushed = false;
    utteranceEnded = false;
    catchUp = transcript.hasMore();
  }

  /** What the reading says about the pushes, and when to read again. */
  private void judge(List<Segment> fresh, long now) {
    if (!fresh.isEmpty()) {
      if (pushed) {
        pushes.announcedNews();
      } else if (streamOpen && !catchUp) {
        pushes.unannouncedNews(now);
      }
      polls.activity(now);
    } else if (pushed) {
      if (utteranceEnded && !utterances.isEmpty()) {
        pushes.confirmed();
      } else {
        pushes.emptyPush();
      }
      polls.read(now);
    } else {
      polls.silence(now, need());
    }
  }

  private PollSchedule.Need need() {
    if (!streamOpen) {
      return PollSchedule.Need.ALL;
    }
    return switch (pushes.state()) {
      case REFUTED -> PollSchedule.Need.ALL;
      case UNPROVEN -> PollSchedule.Need.SOME;
      case PROVEN -> PollSchedule.Need.LITTLE;
    };
  }

  private void failed(String sentence) {
    retryAfterPause();
    health.readFailed(sentence);
  }

  private void retryAfterPause() {
    failing = true;
    retryAt = ticker.getAsLong() + backoff.next().toNanos();
  }

  private void lose() {
    lost = true;
    tellPending();
    listener.onLost(sentences.lostSentence());
  }
}
