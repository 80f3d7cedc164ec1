package ai.joinly.manager.web;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Interrupts the thread that started it when nothing could be written for too long: an answer may
 * take as long as it moves on. Thread-safe.
 */
final class StallGuard {
  private final AtomicBoolean over = new AtomicBoolean();
  private final Duration limit;
  private final Thread worker = Thread.currentThread();
  private final Thread watcher;

  /** By {@code System.nanoTime()}; written by the worker alone. */
  private volatile long movedAt = System.nanoTime();

  private StallGuard(Duration limit) {
    this.limit = limit;
    this.watcher = Thread.ofVirtual().name("stall-guard").unstarted(this::watch);
  }

  static StallGuard start(Duration limit) {
    StallGuard guard = new StallGuard(limit);
    guard.watcher.start();
    return guard;
  }

  /** Must be called by the thread that started it, once its work is done. */
  void end() {
    over.set(true);
    watcher.interrupt();
  }

  OutputStream watch(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        movedAt = System.nanoTime();
      }
    };
  }

  private void watch() {
    try {
      while (!over.get()) {
        long left = limit.toNanos() - (System.nanoTime() - movedAt);
        if (left <= 0) {
          if (over.compareAndSet(false, true)) {
            worker.interrupt();
          }
          return;
        }
        Thread.sleep(Duration.ofNanos(left));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // ended
    }
  }
}
