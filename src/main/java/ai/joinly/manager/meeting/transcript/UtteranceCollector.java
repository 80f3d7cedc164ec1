package ai.joinly.manager.meeting.transcript;

import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.meeting.joinly.PushReliability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Collector of the participants' segments until they are delivered as an utterance. Times are
 * nanoseconds of one ticker. Not thread-safe.
 */
final class UtteranceCollector {
  /** Limit of pending segments: a monologue without a pause is split. */
  private static final int MAX_SEGMENTS = 200;

  private static final int MAX_CHARACTERS = 100_000;

  /** Maximum delay of segments, as even proven pushes can be lost. */
  private static final long OVERDUE = Duration.ofSeconds(10).toNanos();

  private final long quiet;
  private List<Segment> pending = new ArrayList<>();
  private int characters;
  private long lastAdded;

  /**
   * @param quiet silence after which an utterance has ended, if no push announces its end
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

  /** Returns when the pending segments are delivered if no push announces their end before. */
  long due(PushReliability.State pushes) {
    if (pending.isEmpty()) {
      return Long.MAX_VALUE;
    }
    return lastAdded + (pushes == PushReliability.State.PROVEN ? OVERDUE : quiet);
  }

  boolean isFull() {
    return pending.size() >= MAX_SEGMENTS || characters >= MAX_CHARACTERS;
  }

  /** Returns and removes all pending segments. */
  List<Segment> take() {
    List<Segment> taken = List.copyOf(pending);
    reset();
    return taken;
  }
}
