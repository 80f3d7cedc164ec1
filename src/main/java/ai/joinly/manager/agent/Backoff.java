package ai.joinly.manager.agent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing pauses between attempts, with jitter so that many agents do not come back in step. */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final Duration FIRST_AFTER_LOSSES = Duration.ofSeconds(1);
  private static final Duration LONGEST_AFTER_LOSSES = Duration.ofSeconds(30);

  private final RandomGenerator random;
  private int attempts;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The first attempt comes at once, later ones after a quarter of a second to five seconds. */
  Duration next() {
    int attempt = attempts++;
    if (attempt == 0) {
      return Duration.ZERO;
    }
    return pause(FIRST, LONGEST, attempt);
  }

  /**
   * The pause after sessions that were lost soon after they began: one to thirty seconds, since
   * people see the agent come and go.
   *
   * @param times how many were, from one
   */
  Duration afterLosses(int times) {
    return pause(FIRST_AFTER_LOSSES, LONGEST_AFTER_LOSSES, times);
  }

  private Duration pause(Duration first, Duration longest, int time) {
    long full = Math.min(longest.toMillis(), first.toMillis() << Math.min(time - 1, 10));
    return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
  }

  void reset() {
    attempts = 0;
  }
}
