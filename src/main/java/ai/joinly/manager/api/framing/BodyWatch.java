package ai.joinly.manager.api.framing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Watchdog that interrupts the thread that started it if a body arrives too slowly. The interrupt
 * ends the blocking read, which has no timeout, and the connection is closed. Thread-safe.
 */
final class BodyWatch {
  private enum State {
    WATCHING,
    ENDED,
    EXPIRED
  }

  /** Time limit for sending the response before the connection is closed. */
  private static final Duration MAX_RESPONSE_TIME = Duration.ofSeconds(1);

  private final AtomicReference<State> state = new AtomicReference<>(State.WATCHING);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread worker = Thread.currentThread();
  private final BodyLimits limits;
  private final Runnable onExpiry;

  private final AtomicLong bytes = new AtomicLong();

  private BodyWatch(BodyLimits limits, Runnable onExpiry) {
    this.limits = limits;
    this.onExpiry = onExpiry;
  }

  /**
   * Starts to watch the body that the calling thread reads.
   *
   * @param onExpiry run on a separate thread if the body takes too long, while the caller still
   *     waits
   */
  static BodyWatch start(BodyLimits limits, Runnable onExpiry) {
    BodyWatch watch = new BodyWatch(limits, onExpiry);
    Thread.ofVirtual().name("body-watch").start(watch::watch);
    return watch;
  }

  /** Records that {@code more} bytes have arrived; called by the worker. */
  void arrived(int more) {
    bytes.addAndGet(more);
  }

  /** Stops the watchdog and returns whether the body arrived in time; called by the worker. */
  boolean end() {
    boolean inTime = state.compareAndSet(State.WATCHING, State.ENDED);
    ended.countDown();
    return inTime || state.get() == State.ENDED;
  }

  private void watch() {
    long startedAt = System.nanoTime();
    long seen = 0;
    try {
      while (true) {
        long left = limits.whole().toNanos() - (System.nanoTime() - startedAt);
        long wait = Math.min(left, limits.window().toNanos());
        if (ended.await(wait, TimeUnit.NANOSECONDS)) {
          return;
        }
        long now = bytes.get();
        if (now - seen < limits.leastBytes() || left <= limits.window().toNanos()) {
          expire();
          return;
        }
        seen = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void expire() throws InterruptedException {
    if (state.compareAndSet(State.WATCHING, State.EXPIRED)) {
      Thread answering = Thread.ofVirtual().name("body-expiry").start(onExpiry);
      answering.join(MAX_RESPONSE_TIME);
      worker.interrupt();
    }
  }
}
