package ai.joinly.manager.meeting.transcript;

import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.meeting.joinly.PushReliability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what participants said until it is handed over as an utterance. Times are nanoseconds of
 * one ticker. For one thread.
 */
final class UtteranceCollector {
  /** A monologue without a pause is cut, so that what is kept has a limit. */
  private static final int MOST_SEGMENTS = 200;

  private static final int MOST_CHARACTERS = 100_000;

  /** However well pushes work, one can be lost: words are not kept back for longer than this. */
  private static final long OVERDUE = Duration.ofSeconds(10).toNanos();

  private final long quiet;
  private List<Segment> pending = new ArrayList<>();
  private int characters;
  private long lastAdded;

  /**
   * @param quiet silence after which an utterance has ended, where no push tells
   */
  UtteranceCollector(Duration quiet) {
    this.quiet = quiet.toNanos();
  }

  void reset() {
    pending = new ArrayList<>();
    characters = 0;
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  void add(List<Segment> segments, long now) {
    for (Segment segment : segments) {
      if (segment.role() == Role.PARTICIPANT) {
        pending.add(segment);
        characters += segment.text().length();
        lastAdded = now;
      }
    }
  }

  /** When the pending words are to be handed over if no push asks for them before. */
  long due(PushReliability.State pushes) {
    if (pending.isEmpty()) {
      return Long.MAX_VALUE;
    }
    return lastAdded + (pushes == PushReliability.State.PROVEN ? OVERDUE : quiet);
  }

  boolean isFull() {
    return pending.size() >= MOST_SEGMENTS || characters >= MOST_CHARACTERS;
  }

  /** All that is pending; then nothing is. */
  List<Segment> take() {
    List<Segment> taken = List.copyOf(pending);
    reset();
    return taken;
  }
}
