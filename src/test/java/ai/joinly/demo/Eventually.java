package ai.joinly.demo;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread is about to do. */
public final class Eventually {
  private static final long LIMIT_NANOS = 10_000_000_000L;
  private static final long STEP_NANOS = 2_000_000L;

  private Eventually() {}

  public static void holds(BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not come true");
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }
}
