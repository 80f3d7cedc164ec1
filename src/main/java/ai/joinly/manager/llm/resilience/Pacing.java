package ai.joinly.manager.llm.resilience;

import ai.joinly.manager.concurrent.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Retry delays: exponential backoff with jitter, and never less than the server requests.
 *
 * @param nanoTime a monotonic clock in nanoseconds
 * @param random thread-safe
 */
public record Pacing(LongSupplier nanoTime, Sleeper sleeper, RandomGenerator random) {
  private static final Duration FIRST_DELAY = Duration.ofMillis(250);
  private static final Duration MAX_DELAY = Duration.ofSeconds(8);

  /** Sleep function, interruptible. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  /** Returns a pacing by the system clock. */
  public static Pacing real() {
    return new Pacing(
        System::nanoTime, Thread::sleep, () -> ThreadLocalRandom.current().nextLong());
  }

  /** Returns the delay after {@code failed} attempts, at least one. */
  Duration delay(int failed, Optional<Duration> asked) {
    Duration backoff = Backoff.pause(FIRST_DELAY, MAX_DELAY, failed, random);
    return asked.filter(wait -> wait.compareTo(backoff) > 0).orElse(backoff);
  }
}
