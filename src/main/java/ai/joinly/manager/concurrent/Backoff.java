package ai.joinly.manager.concurrent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts that double up to a longest, with a random half, so that many clients of
 * one server do not come back in step. For one thread.
 */
public final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final int MAX_DOUBLINGS = 20;

  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private int failures;

  /**
   * @param first the pause after the first failure, at most
   * @param longest the pause after many, at most
   */
  public Backoff(Duration first, Duration longest, RandomGenerator random) {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("A backoff must grow from above zero");
    }
    this.first = first;
    this.longest = longest;
    this.random = random;
  }

  /** Returns a backoff from a quarter of a second to five seconds. */
  public static Backoff standard(RandomGenerator random) {
    return new Backoff(FIRST, LONGEST, random);
  }

  /**
   * Returns a pause between half of the step and the whole of it.
   *
   * @param failures attempts that have failed, from 1
   */
  public static Duration pause(
      Duration first, Duration longest, int failures, RandomGenerator random) {
    long doubled = first.toNanos() << Math.min(failures - 1, MAX_DOUBLINGS);
    long step = Math.min(longest.toNanos(), doubled);
    return Duration.ofNanos(step / 2 + random.nextLong(step / 2 + 1));
  }

  /** Returns the pause before the next attempt. */
  public Duration next() {
    failures++;
    return pause(first, longest, failures, random);
  }

  /** Starts over after a success. */
  public void reset() {
    failures = 0;
  }
}
