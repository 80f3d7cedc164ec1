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
 * Follower of a session's transcript. Reads the transcript after a push or when a poll is due, and
 * passes new segments to the listener. Makes all calls to the listener. Used by the session's own
 * thread, which calls {@link #process} on each signal and when the returned time has passed.
 */
public final class TranscriptFollower {
  /**
   * The server returns the full transcript each time. For a transcript of more than about twenty
   * minutes, segments are read in batches, at about 4 MB a second at most. The end of an utterance
   * is read without delay.
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

  /** Whether the transcript was not read since the join. */
  private boolean unread = true;

  private boolean skippedReported;

  /** Reasons for the next read; kept until a read succeeds. */
  private boolean pushed;

  private boolean utteranceEnded;
  private boolean catchUp;

  /** Whether the last read failed, and when it is retried. */
  private boolean failing;

  private long retryAt;

  /** Before this time the full transcript is not read for a single segment. */
  private long pieceAt = Long.MIN_VALUE;

  /**
   * @param tool fallback if the transcript resource cannot be read
   * @param tail silence after which the server considers an utterance ended
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

  /** Returns the configured tail of an utterance, or the default if none is configured. */
  public static Duration tail(Optional<Double> seconds) {
    return seconds.map(s -> Duration.ofNanos((long) (s * 1e9))).orElse(DEFAULT_TAIL);
  }

  /** Returns whether no events follow, because the session is lost or was read a last time. */
  public boolean isFinished() {
    return lost || ended;
  }

  /** Continues the work of another process. Must be called before the first {@link #process}. */
  public void remember(PriorTranscript heard) {
    heard.forEach(transcript::remember);
    utterances.add(heard.unfinished(), ticker.getAsLong());
  }

  /**
   * Handles the signals and performs a due read.
   *
   * @return nanoseconds after which to call again if no signal arrives before
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
      retryAt = ticker.getAsLong(); // a server that pushes also responds
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
      catchUp |= failed; // a read shows immediately whether the server works
    }
    if (failed) {
      health.streamFailed(sentences.streamFailed());
    }
    if (signals.contains(Signal.STREAM_OPENED)) {
      streamOpen = true;
      catchUp = true; // earlier pushes are not repeated
      retryAt = ticker.getAsLong();
      health.streamOpened();
    }
  }

  /** Starts with an empty transcript after a join. Earlier pushes already refer to it. */
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

  /** Reports the last utterances, although the agent does not answer them. */
  private void finish() throws InterruptedException {
    if (!lost && following) {
      read();
      reportPending();
    }
    ended = true;
  }

  /** Reports an unfinished utterance, as its end will not be received. */
  private void reportPending() {
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
      retryAfterPause(); // in a meeting a transcript always exists, even if empty
      catchUp = true; // segments missed meanwhile are no evidence about the pushes
      health.answered();
      reportAccess();
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
    reportAccess();
    if (unread) {
      unread = false;
      listener.onReading();
    }
    if (transcript.hasSkipped() && !skippedReported) {
      skippedReported = true;
      listener.onNote(sentences.segmentsSkipped());
    }
    deliver(fresh);
  }

  private void reportAccess() {
    TranscriptReader.Access now = transcript.access();
    if (now != access) {
      access = now;
      listener.onHearing(sentences.hearing(now));
    }
  }

  private void deliver(List<Segment> fresh) {
    long now = ticker.getAsLong();
    assess(fresh, now);
    utterances.add(fresh, now);
    if (!fresh.isEmpty()) {
      listener.onSegments(fresh);
    }
    boolean announced = utteranceEnded && pushes.state() != PushReliability.State.REFUTED;
    boolean due = now >= utterances.due(pushes.state());
    if (!utterances.isEmpty() && (announced || due || utterances.isFull())) {
      listener.onUtterance(utterances.take());
    }
    pushed = false;
    utteranceEnded = false;
    catchUp = transcript.hasMore();
  }

  /** Updates the reliability of the pushes and the poll schedule after a read. */
  private void assess(List<Segment> fresh, long now) {
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
    reportPending();
    listener.onLost(sentences.lostSentence());
  }
}
