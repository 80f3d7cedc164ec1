package ai.joinly.manager.llm.resilience;

import ai.joinly.manager.concurrent.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * When to try again: exponential backoff with jitter, and never sooner than the server asks for.
 *
 * @param nanoTime a clock that only moves forward, in nanoseconds
 * @param random thread-safe
 */
public record Pacing(LongSupplier nanoTime, Sleeper sleeper, RandomGenerator random) {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(8);

  /** Waits; may be interrupted. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  /** The real clock. */
  public static Pacing real() {
    return new Pacing(
        System::nanoTime, Thread::sleep, () -> ThreadLocalRandom.current().nextLong());
  }

  /** How long to wait after {@code failed} attempts, of which there was one at least. */
  Duration delay(int failed, Optional<Duration> asked) {
    Duration backoff = Backoff.pause(FIRST, LONGEST, failed, random);
    return asked.filter(wait -> wait.compareTo(backoff) > 0).orElse(backoff);
  }
}
