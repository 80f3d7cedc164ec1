package ai.joinly.manager.store.jdbc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Queue of pending writes for the writer thread, bounded in bytes. Thread-safe. */
final class WriteQueue {
  private static final int MAX_BATCH = 2_000;

  /** Writers wait only above this multiple of the buffer; readers of meetings wait before. */
  private static final int WRITERS_SHARE = 3;

  /** The buffer is at most this fraction of the heap, independent of the settings. */
  private static final int SHARE_OF_HEAP = 16;

  private final long buffer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by the lock, like all fields below.
  private final ArrayDeque<PendingWrite> waiting = new ArrayDeque<>();
  // Bytes of the pending writes and those being written.
  private long bytes;
  private boolean closed;
  private boolean givenUp;

  /**
   * @param buffer bytes of pending writes above which transcripts are not read; above three times
   *     this size every writer waits
   */
  WriteQueue(long buffer) {
    this.buffer = Math.min(buffer, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /** Adds a write and waits for free space if necessary; returns false if the queue is closed. */
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

  /** Waits until the pending writes are below the buffer size. */
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
   * Takes the pending writes; returns an empty list once the queue is closed and empty. The writes
   * count as pending until they are released.
   *
   * @param wait whether to wait for a write; otherwise the result may be empty
   */
  List<PendingWrite> take(boolean wait) throws InterruptedException {
    lock.lock();
    try {
      while (wait && waiting.isEmpty() && !closed) {
        changed.await();
      }
      List<PendingWrite> batch = new ArrayList<>();
      while (!waiting.isEmpty() && batch.size() < MAX_BATCH) {
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

  /** Returns whether the queue is closed and empty. */
  boolean isDone() {
    lock.lock();
    try {
      return closed && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Refuses further writes. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Stops the retries of failed writes. */
  void giveUp() {
    lock.lock();
    try {
      givenUp = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for {@code pause}; returns whether the queue was given up before its end. */
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

  /** Returns the number of pending writes. */
  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }
}
