package ai.joinly.manager.store.jdbc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What waits for the thread that writes, in order and with a limit. Thread-safe. */
final class WriteQueue {
  private static final int MOST_AT_ONCE = 2_000;

  /** Writers wait only where those who might have waited before reading more did not. */
  private static final int WRITERS_SHARE = 3;

  /** A buffer is not larger than this part of the heap, whatever the settings say. */
  private static final int SHARE_OF_HEAP = 16;

  private final long buffer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by the lock, as all below.
  private final ArrayDeque<PendingWrite> waiting = new ArrayDeque<>();
  // Of what waits and of what is being written.
  private long bytes;
  private boolean closed;
  private boolean givenUp;

  /**
   * @param buffer bytes that may wait before transcripts are left unread; three times as many make
   *     every writer wait
   */
  WriteQueue(long buffer) {
    this.buffer = Math.min(buffer, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /** Waits for room if need be; false when it is closed. */
  boolean put(PendingWrite write) {
    lock.lock();
    try {
      while (!closed && bytes > WRITERS_SHARE * buffer) {
        changed.awaitUninterruptibly();
      }
      if (closed) {
        return false;
      }
      waiting.add(write);
      bytes += write.bytes();
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is room for more to be read. */
  void awaitRoom() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && bytes > buffer) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * What waits now; empty once closed and done. It counts until it is released.
   *
   * @param wait whether to wait until there is something; else it may be empty before
   */
  List<PendingWrite> take(boolean wait) throws InterruptedException {
    lock.lock();
    try {
      while (wait && waiting.isEmpty() && !closed) {
        changed.await();
      }
      List<PendingWrite> batch = new ArrayList<>();
      while (!waiting.isEmpty() && batch.size() < MOST_AT_ONCE) {
        batch.add(waiting.remove());
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  void release(List<PendingWrite> batch) {
    lock.lock();
    try {
      bytes -= batch.stream().mapToLong(PendingWrite::bytes).sum();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is closed and nothing waits any more. */
  boolean isDone() {
    lock.lock();
    try {
      return closed && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more comes in. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What cannot be written now is not tried again. */
  void giveUp() {
    lock.lock();
    try {
      givenUp = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a pause; whether it was given up before its end. */
  boolean isGivenUpWithin(Duration pause) throws InterruptedException {
    lock.lock();
    try {
      long nanos = pause.toNanos();
      while (!givenUp && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return givenUp;
    } finally {
      lock.unlock();
    }
  }

  /** Writes that wait. */
  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }
}
