package ai.joinly.manager.concurrent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with jitter: pauses double up to a maximum, and half of each is random, so
 * that the clients of a server do not retry simultaneously. For one thread.
 */
public final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration MAX = Duration.ofSeconds(5);
  private static final int MAX_DOUBLINGS = 20;

  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private int failures;

  /**
   * @param first the maximum pause after the first failure
   * @param longest the maximum pause after many failures
   */
  public Backoff(Duration first, Duration longest, RandomGenerator random) {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("A backoff must start above zero and must not shrink");
    }
    this.first = first;
    this.longest = longest;
    this.random = random;
  }

  /** Returns a backoff from a quarter of a second to five seconds. */
  public static Backoff standard(RandomGenerator random) {
    return new Backoff(FIRST, MAX, random);
  }

  /**
   * Returns a random pause between half of the step and the full step.
   *
   * @param failures the number of failed attempts, from 1
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
