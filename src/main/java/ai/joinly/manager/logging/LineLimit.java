package ai.joinly.manager.logging;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * Rate limit of log lines that clients can cause. A limited number is written a second; one further
 * line reports the number of suppressed lines. Thread-safe.
 */
public final class LineLimit {
  private final ReentrantLock lock = new ReentrantLock();
  private final int most;
  private final IntConsumer leftOut;
  private final Executor aSecondLater;

  /** Requested lines in the current second; guarded by the lock. */
  private int asked;

  /**
   * @param most lines a second
   * @param leftOut writes the line about the suppressed lines; receives their number
   */
  public LineLimit(int most, IntConsumer leftOut) {
    this(
        most,
        leftOut,
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, Thread::startVirtualThread));
  }

  LineLimit(int most, IntConsumer leftOut, Executor aSecondLater) {
    this.most = most;
    this.leftOut = leftOut;
    this.aSecondLater = aSecondLater;
  }

  /** Returns whether one more line may be written now. */
  public boolean take() {
    boolean first;
    boolean may;
    lock.lock();
    try {
      first = asked == 0;
      asked++;
      may = asked <= most;
    } finally {
      lock.unlock();
    }
    if (first) {
      aSecondLater.execute(this::endSecond);
    }
    return may;
  }

  private void endSecond() {
    int beyond;
    lock.lock();
    try {
      beyond = asked - most;
      asked = 0;
    } finally {
      lock.unlock();
    }
    if (beyond > 0) {
      leftOut.accept(beyond);
    }
  }
}
