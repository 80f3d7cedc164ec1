package ai.joinly.manager.agent.session;

import static ai.joinly.manager.concurrent.Backoff.pause;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between attempts to get a session; the first attempt comes at once. */
final class Backoff {
  private final RandomGenerator random;
  private int attempts;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  Duration next() {
    int attempt = attempts++;
    return attempt == 0
        ? Duration.ZERO
        : pause(Duration.ofMillis(250), Duration.ofSeconds(5), attempt, random);
  }

  /**
   * Returns the pause after sessions that were lost soon after they began; it is longer, since
   * people see the agent come and go.
   *
   * @param times how many were, from one
   */
  Duration afterLosses(int times) {
    return pause(Duration.ofSeconds(1), Duration.ofSeconds(30), times, random);
  }

  void reset() {
    attempts = 0;
  }
}
