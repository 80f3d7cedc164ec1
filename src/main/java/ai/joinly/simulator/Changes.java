package ai.joinly.simulator;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Lets callers wait for any change in the simulator. Conditions are evaluated outside the lock, so
 * they may take any other lock. Code that changes state calls {@link #happened}.
 */
public final class Changes {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong version = new AtomicLong(); // changed under lock

  public void happened() {
    if (waiting.get() == 0) {
      return;
    }
    lock.lock();
    try {
      version.incrementAndGet();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the condition holds; returns false after the limit or an interrupt. */
  boolean await(BooleanSupplier condition, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    waiting.incrementAndGet();
    try {
      while (true) {
        long seen = version.get();
        if (condition.getAsBoolean()) {
          return true;
        }
        if (!awaitNews(seen, end)) {
          return condition.getAsBoolean();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiting.decrementAndGet();
    }
  }

  private boolean awaitNews(long seen, long end) throws InterruptedException {
    lock.lock();
    try {
      while (version.get() == seen) {
        long left = end - System.nanoTime();
        if (left <= 0 || changed.awaitNanos(Math.min(left, TimeUnit.DAYS.toNanos(1))) <= 0) {
          if (end - System.nanoTime() <= 0) {
            return false;
          }
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
