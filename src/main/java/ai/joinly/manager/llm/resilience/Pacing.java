package ai.joinly.manager.llm.resilience;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * When to try again: exponential backoff with jitter, and never sooner than the server asks for.
 *
 * @param nanoTime a clock that only moves forward, in nanoseconds
 * @param random from 0 to 1; thread-safe
 */
public record Pacing(LongSupplier nanoTime, Sleeper sleeper, DoubleSupplier random) {
  private static final long FIRST_MILLIS = 250;
  private static final int MOST_DOUBLINGS = 5;

  /** Waits; may be interrupted. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  /** The real clock. */
  public static Pacing real() {
    return new Pacing(
        System::nanoTime, Thread::sleep, () -> ThreadLocalRandom.current().nextDouble());
  }

  /** How long to wait after {@code failed} attempts, of which there was one at least. */
  Duration delay(int failed, Optional<Duration> asked) {
    long ceiling = FIRST_MILLIS << Math.min(failed - 1, MOST_DOUBLINGS);
    Duration backoff = Duration.ofMillis(ceiling / 2 + (long) (random.getAsDouble() * ceiling / 2));
    return asked.filter(wait -> wait.compareTo(backoff) > 0).orElse(backoff);
  }
}
