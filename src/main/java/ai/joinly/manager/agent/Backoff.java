package ai.joinly.manager.agent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing pauses between attempts, with jitter so that many agents do not come back in step. */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(5);

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
    long full = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(attempt - 1, 10));
    return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
  }

  void reset() {
    attempts = 0;
  }
}
