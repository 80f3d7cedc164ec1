package ai.joinly.manager.agenttools;

import ai.joinly.manager.concurrent.Backoff;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts to connect to a tool server.
 *
 * @param first maximum pause after the first failure, and between two reads of the list of tools
 * @param longest maximum pause after many failures
 * @param settled age of a session above which its loss does not count as a failure
 * @param random source of jitter; thread-safe
 */
public record Pacing(Duration first, Duration longest, Duration settled, RandomGenerator random) {
  /** Returns the pauses for production. */
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
