package ai.joinly.manager.api.http;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Deadline that interrupts the thread that started it unless it is met in time. The interrupt ends
 * blocking work on a socket, which has no timeout, and the socket is closed.
 */
final class Deadline {
  private final CountDownLatch met = new CountDownLatch(1);

  /** Set by the first of the worker and the deadline. */
  private final AtomicBoolean over = new AtomicBoolean();

  private Deadline() {}

  static Deadline start(Duration limit) {
    Deadline deadline = new Deadline();
    Thread worker = Thread.currentThread();
    Thread.ofVirtual().name("deadline").start(() -> deadline.watch(worker, limit));
    return deadline;
  }

  /** Ends the deadline. Must be called by the thread that started it, after its work. */
  void met() {
    over.set(true);
    met.countDown();
  }

  private void watch(Thread worker, Duration limit) {
    try {
      if (!met.await(limit.toNanos(), TimeUnit.NANOSECONDS) && over.compareAndSet(false, true)) {
        worker.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
