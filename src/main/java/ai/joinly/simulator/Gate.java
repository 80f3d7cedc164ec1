package ai.joinly.simulator;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Blocks passing threads while it is closed, to simulate a frozen server. */
public final class Gate {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private volatile boolean closed; // written under lock

  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  void open() {
    lock.lock();
    try {
      closed = false;
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    return closed;
  }

  public void pass() throws InterruptedException {
    if (!closed) {
      return;
    }
    lock.lockInterruptibly();
    try {
      while (closed) {
        opened.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
