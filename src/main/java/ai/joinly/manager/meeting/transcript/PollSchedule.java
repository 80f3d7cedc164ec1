package ai.joinly.manager.meeting.transcript;

import java.time.Duration;

/**
 * When a transcript is read without having been told to: soon after a join, a speech and news, then
 * ever more rarely in silence. Times are nanoseconds of one ticker. For one thread.
 */
final class PollSchedule {
  private static final double GROWTH = 1.5;

  /** Where pushes were seen to come, a poll only has to find that they ceased. */
  private static final int PROVEN_FACTOR = 2;

  /**
   * Rare polls of all sessions fall on common moments, so that one wake-up of the processor serves
   * many; by as much they may be late.
   */
  private static final long SLACK = Duration.ofMillis(100).toNanos();

  private static final long RARE = Duration.ofSeconds(5).toNanos();

  /** How much depends on polls. */
  enum Need {
    /** They are all there is, so that they must stay quick. */
    ALL,
    /** Pushes should come, which is to be seen yet. */
    SOME,
    /** Pushes come, as was seen. */
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

  /** When the next poll is due. */
  long next() {
    return next;
  }

  /** A join, a speech, or news: more is likely to come. */
  void activity(long now) {
    interval = fastest;
    next = now + interval;
  }

  /** A poll found nothing. */
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

  /** All depends on polls by now: what was put off while it did not, is not put off any longer. */
  void hasten(long now) {
    interval = fastest;
    next = Math.min(next, now + fastest);
  }

  /** A reading that a push had asked for found nothing: the poll can wait, but not for longer. */
  void read(long now) {
    next = now + interval;
  }
}
