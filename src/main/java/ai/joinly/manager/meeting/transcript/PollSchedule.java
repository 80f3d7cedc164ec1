package ai.joinly.manager.meeting.transcript;

import java.time.Duration;

/**
 * Schedule for reading a transcript without a push: soon after a join, a speech or new segments,
 * then with growing intervals during silence. Times are nanoseconds of one ticker. Not thread-safe.
 */
final class PollSchedule {
  private static final double GROWTH = 1.5;

  /** Interval factor for proven pushes: a poll only has to detect that they stopped. */
  private static final int PROVEN_FACTOR = 2;

  /**
   * Rare polls are rounded up to multiples of this, so that one processor wake-up serves many
   * sessions. A poll may be late by this time.
   */
  private static final long SLACK = Duration.ofMillis(100).toNanos();

  private static final long RARE = Duration.ofSeconds(5).toNanos();

  /** Importance of polls. */
  enum Need {
    /** Polls are the only source, so they must stay frequent. */
    ALL,
    /** Pushes are expected but not proven. */
    SOME,
    /** Pushes are proven. */
    LITTLE
  }

  private final long fastest;
  private final long slowest;
  private long interval;
  private long next;

  PollSchedule(Duration fastest, Duration slowest) {
    this.fastest = fastest.toNanos();
    this.slowest = Math.max(this.fastest, slowest.toNanos());
    this.interval = this.fastest;
  }

  /** Returns the time of the next poll. */
  long next() {
    return next;
  }

  /** Records a join, a speech, or new segments: more segments are likely to follow. */
  void activity(long now) {
    interval = fastest;
    next = now + interval;
  }

  /** Records a poll without new segments. */
  void silence(long now, Need need) {
    long grown = (long) (interval * GROWTH);
    interval =
        switch (need) {
          case ALL -> fastest;
          case SOME -> Math.min(slowest, grown);
          case LITTLE -> Math.min(PROVEN_FACTOR * slowest, grown);
        };
    next = interval < RARE ? now + interval : Math.ceilDiv(now + interval, SLACK) * SLACK;
  }

  /** Moves a postponed poll forward, when polls have become the only source. */
  void hasten(long now) {
    interval = fastest;
    next = Math.min(next, now + fastest);
  }

  /** Records a read after a push without new segments: postpones the poll by one interval. */
  void read(long now) {
    next = now + interval;
  }
}
