package ai.joinly.manager.agenttools;

import ai.joinly.manager.concurrent.Backoff;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * How long to wait between attempts.
 *
 * @param first the wait after a first failure, and between two looks at a list of tools, at most
 * @param longest the wait after many
 * @param settled how long a session must have held for its loss to be no failure
 * @param random spreads the attempts; thread-safe
 */
public record Pacing(Duration first, Duration longest, Duration settled, RandomGenerator random) {
  public static Pacing real() {
    return new Pacing(
        Duration.ofSeconds(1),
        Duration.ofMinutes(2),
        Duration.ofMinutes(1),
        () -> ThreadLocalRandom.current().nextLong());
  }

  Backoff backoff() {
    return new Backoff(first, longest, random);
  }
}
