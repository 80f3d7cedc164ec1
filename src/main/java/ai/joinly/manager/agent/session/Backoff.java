package ai.joinly.manager.agent.session;

import static ai.joinly.manager.concurrent.Backoff.pause;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between attempts to open a session. The first attempt has no pause. */
final class Backoff {
  private final RandomGenerator random;
  private int attempts;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** Returns the pause before the next attempt. */
  Duration next() {
    int attempt = attempts++;
    return attempt == 0
        ? Duration.ZERO
        : pause(Duration.ofMillis(250), Duration.ofSeconds(5), attempt, random);
  }

  /**
   * Returns the pause after sessions that were lost soon after they started. It is longer than
   * {@link #next}, since participants see the agent join and leave each time.
   *
   * @param times number of such losses, from one
   */
  Duration afterLosses(int times) {
    return pause(Duration.ofSeconds(1), Duration.ofSeconds(30), times, random);
  }

  void reset() {
    attempts = 0;
  }
}
