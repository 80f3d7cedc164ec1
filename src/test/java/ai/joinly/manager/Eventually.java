package ai.joinly.manager;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions that other threads fulfil. */
public final class Eventually {
  private Eventually() {}

  public static void eventually(String what, BooleanSupplier holds) {
    long end = System.nanoTime() + 30_000_000_000L;
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("never came about: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
