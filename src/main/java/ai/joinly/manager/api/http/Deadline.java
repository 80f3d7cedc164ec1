package ai.joinly.manager.api.http;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Interrupts the thread that started it unless it is met in time: blocking work on a socket, which
 * has no time-out of its own, ends then and the socket is closed.
 */
final class Deadline {
  private final CountDownLatch met = new CountDownLatch(1);

  /** Whoever sets it first, the worker or the deadline, has won. */
  private final AtomicBoolean over = new AtomicBoolean();

  private Deadline() {}

  static Deadline start(Duration limit) {
    Deadline deadline = new Deadline();
    Thread worker = Thread.currentThread();
    Thread.ofVirtual().name("deadline").start(() -> deadline.watch(worker, limit));
    return deadline;
  }

  /** Must be called by the thread that started it, once its work is done. */
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
