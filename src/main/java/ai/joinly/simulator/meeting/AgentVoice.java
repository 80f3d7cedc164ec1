package ai.joinly.simulator.meeting;

import ai.joinly.simulator.BoundedLog;
import ai.joinly.simulator.Environment;
import ai.joinly.simulator.Usage;
import ai.joinly.simulator.protocol.ToolFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The agent's microphone in one meeting. Texts are spoken one after the other, on the threads of
 * their calls. A participant who speaks long enough interrupts the current text.
 */
public final class AgentVoice {
  static final String FINISHED = "Finished speaking.";

  /** Maximum number of texts that wait while one is spoken. */
  private static final int QUEUE = 10;

  private final Meeting meeting;
  private final Environment environment;
  private final String speaker;
  private final Usage usage;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final AtomicInteger queued = new AtomicInteger();
  private final List<SpokenText> spoken = new ArrayList<>(2); // guarded by itself
  private final AtomicLong starts = new AtomicLong();
  private volatile boolean speaking; // written by the turn's owner

  public AgentVoice(Meeting meeting, String speaker, Usage usage) {
    this.meeting = meeting;
    this.environment = meeting.environment();
    this.speaker = speaker;
    this.usage = usage;
  }

  public boolean isSpeaking() {
    return speaking;
  }

  /** Returns the number of started speeches. */
  long starts() {
    return starts.get();
  }

  public List<SpokenText> spoken() {
    synchronized (spoken) {
      return List.copyOf(spoken);
    }
  }

  /**
   * Speaks a text to its end, unless a participant interrupts.
   *
   * @return the answer of the tool
   * @throws ToolFailure outside a meeting, if the agent leaves meanwhile, or with a full queue
   */
  public String speak(String text) throws ToolFailure, InterruptedException {
    Meeting.Visit visit = meeting.visit().filter(meeting::isCurrent).orElseThrow(this::failure);
    if (queued.incrementAndGet() > QUEUE + 1) {
      queued.decrementAndGet();
      throw failure();
    }
    try {
      turn.lockInterruptibly();
      try {
        return text.isBlank() ? FINISHED : new Speech(visit, text).run();
      } finally {
        turn.unlock();
      }
    } finally {
      queued.decrementAndGet();
    }
  }

  private ToolFailure failure() {
    return new ToolFailure("Error while speaking text");
  }

  /** One text being spoken. It runs with the meeting's lock, which waiting releases. */
  private final class Speech {
    private final Meeting.Visit visit;
    private final String text;
    private final List<String> heard = new ArrayList<>();

    Speech(Meeting.Visit visit, String text) {
      this.visit = visit;
      this.text = text;
    }

    String run() throws ToolFailure, InterruptedException {
      SpokenText.Outcome outcome = SpokenText.Outcome.CUT_OFF;
      meeting.lock.lockInterruptibly();
      try {
        starts.incrementAndGet();
        speaks(true);
        outcome = speakPieces();
      } finally {
        speaks(false);
        meeting.lock.unlock();
        synchronized (spoken) {
          BoundedLog.add(
              spoken,
              new SpokenText(text, String.join(" ", heard), outcome, meeting.page().isMuted()));
        }
        environment.changes().happened();
      }
      return switch (outcome) {
        case FINISHED -> FINISHED;
        case INTERRUPTED ->
            "Interrupted by detected speech. Spoken until now: \"" + String.join(" ", heard) + "\"";
        case CUT_OFF -> throw failure();
      };
    }

    private void speaks(boolean on) {
      speaking = on;
      meeting.changed.signalAll();
      environment.changes().happened();
    }

    private SpokenText.Outcome speakPieces() throws InterruptedException {
      if (!meeting.isCurrent(visit) || environment.faults().failsSpeech(text)) {
        return SpokenText.Outcome.CUT_OFF;
      }
      if (meeting.voiceSince().isPresent()) {
        heard.add("...");
        return SpokenText.Outcome.INTERRUPTED;
      }
      meeting.page().wordsBegin();
      for (String piece : SpeechPieces.of(text)) {
        usage.spoken(SpeechPieces.characters(piece));
        SpokenText.Outcome outcome = speakPiece(piece);
        if (outcome != SpokenText.Outcome.FINISHED) {
          return outcome;
        }
      }
      return SpokenText.Outcome.FINISHED;
    }

    private SpokenText.Outcome speakPiece(String piece) throws InterruptedException {
      long begin = System.nanoTime();
      long length = (long) (piece.length() / environment.options().speechRate() * 1e9);
      long patience = environment.options().interruptAfter().toNanos();
      while (true) {
        long now = System.nanoTime();
        Optional<Long> voice = meeting.voiceSince();
        if (!meeting.isCurrent(visit)) {
          return SpokenText.Outcome.CUT_OFF;
        }
        if (voice.isPresent() && now - voice.get() >= patience) {
          interrupted(piece, begin, (double) (now - begin) / Math.max(1, length));
          return SpokenText.Outcome.INTERRUPTED;
        }
        if (now - begin >= length) {
          enter(piece, begin);
          return SpokenText.Outcome.FINISHED;
        }
        long left = begin + length - now;
        long untilInterrupted = voice.map(since -> since + patience - now).orElse(left);
        var ignored = meeting.changed.awaitNanos(Math.min(left, untilInterrupted));
      }
    }

    private void interrupted(String piece, long begin, double share) {
      String[] words = piece.split(" ", -1);
      int said = (int) Math.min(words.length, share * words.length);
      String kept = String.join(" ", List.of(words).subList(0, said)) + "...";
      if (said > 0) {
        enter(kept, begin);
      } else {
        heard.add(kept);
      }
    }

    private void enter(String words, long begin) {
      heard.add(words);
      double start = visit.seconds(begin);
      double end = Math.max(start, visit.seconds(System.nanoTime()));
      meeting.add(visit, new TranscriptSegment(words, start, end, Optional.of(speaker), true));
    }
  }
}
