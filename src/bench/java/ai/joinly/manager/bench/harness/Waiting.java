package ai.joinly.manager.bench.harness;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what comes about in other processes. */
public final class Waiting {
  private static final Duration OFTEN = Duration.ofNanos(200_000);

  private Waiting() {}

  /** Looks again and again, without a noticeable pause, until {@code condition} holds. */
  public static void until(String what, Duration limit, BooleanSupplier condition) {
    until(what, limit, OFTEN, condition);
  }

  /**
   * Looks again after each pause until {@code condition} holds.
   *
   * @throws BenchmarkException when it does not within the limit
   */
  public static void until(String what, Duration limit, Duration pause, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new BenchmarkException("never came true: " + what);
      }
      LockSupport.parkNanos(pause.toNanos());
    }
  }

  /** Lets time pass. */
  public static void pause(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }
}
