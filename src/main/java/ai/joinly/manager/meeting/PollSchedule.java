package ai.joinly.manager.meeting;

import java.time.Duration;

/**
 * When a transcript is read without having been told to: soon after a join, a speech and news, then
 * ever more rarely in silence. Times are nanoseconds of one ticker. For one thread.
 */
final class PollSchedule {
  private static final double GROWTH = 1.5;

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

  /**
   * A poll found nothing.
   *
   * @param alert whether polls are all there is, so that they must stay quick
   */
  void silence(long now, boolean alert) {
    interval = alert ? fastest : Math.min(slowest, (long) (interval * GROWTH));
    next = now + interval;
  }

  /** A reading that a push had asked for found nothing: the poll can wait, but not for longer. */
  void read(long now) {
    next = now + interval;
  }
}
