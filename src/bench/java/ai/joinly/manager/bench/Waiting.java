package ai.joinly.manager.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what comes about in other processes. */
final class Waiting {
  private static final long PAUSE_NANOS = 200_000;

  private Waiting() {}

  /** Looks again and again until {@code condition} holds. */
  static void until(String what, Duration limit, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new BenchmarkException("never came true: " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
