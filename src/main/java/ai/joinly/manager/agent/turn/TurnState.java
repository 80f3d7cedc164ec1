package ai.joinly.manager.agent.turn;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether a turn may be cut off: while it thinks, yes; while it acts, no, since what was begun in a
 * meeting cannot be taken back and its outcome must be known. Guarded by its lock, which is never
 * held over anything that waits: it only makes sure that no interrupt hits a turn that acts.
 */
final class TurnState {
  private final ReentrantLock lock = new ReentrantLock();
  private boolean superseded;
  private boolean thinking;
  private Thread thread = Thread.currentThread();

  /** To be called by the turn's own thread before it asks the model; false when it must end. */
  boolean beginThinking() {
    lock.lock();
    try {
      thread = Thread.currentThread();
      thinking = !superseded;
      return thinking;
    } finally {
      lock.unlock();
    }
  }

  /** To be called by the turn's own thread once the model answered; false when it was cut off. */
  boolean endThinking() {
    lock.lock();
    try {
      thinking = false;
      if (superseded) {
        // The interrupt may have come after the answer: it has done its work.
        Thread.interrupted();
      }
      return !superseded;
    } finally {
      lock.unlock();
    }
  }

  /** New speech: cuts a thinking turn off at once, lets an acting one end after what it does. */
  void supersede() {
    lock.lock();
    try {
      if (!superseded && thinking) {
        thread.interrupt();
      }
      superseded = true;
    } finally {
      lock.unlock();
    }
  }

  boolean isSuperseded() {
    lock.lock();
    try {
      return superseded;
    } finally {
      lock.unlock();
    }
  }
}
