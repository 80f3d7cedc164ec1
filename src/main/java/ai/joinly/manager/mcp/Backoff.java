package ai.joinly.manager.mcp;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: each time twice as long, up to a longest, with a random
 * half, so that many clients of one server that came back do not all call at once. For one thread.
 */
public final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final long first;
  private final long longest;
  private final RandomGenerator random;
  private long next;

  /**
   * @param first the wait after the first failure, at most
   * @param longest the wait after many, at most
   */
  public Backoff(Duration first, Duration longest, RandomGenerator random) {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("A backoff must grow from above zero");
    }
    this.first = first.toNanos();
    this.longest = longest.toNanos();
    this.random = random;
    this.next = this.first;
  }

  /** From a quarter of a second to five seconds. */
  public static Backoff standard(RandomGenerator random) {
    return new Backoff(FIRST, LONGEST, random);
  }

  /** The wait before the next try: between half of the step and the whole of it. */
  public Duration next() {
    long step = next;
    next = Math.min(longest, step * 2);
    return Duration.ofNanos(step / 2 + random.nextLong(step / 2 + 1));
  }

  /** Begins anew: it worked. */
  public void reset() {
    next = first;
  }
}
