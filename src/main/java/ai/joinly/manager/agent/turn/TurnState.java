package ai.joinly.manager.agent.turn;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether a turn may be cut off: while it waits for the model, or for its voice, yes; while it
 * acts, no, since what was begun in a meeting cannot be taken back and its outcome must be known.
 * Guarded by its lock, which is never held over anything that waits: it only makes sure that no
 * interrupt hits a turn that acts.
 */
public final class TurnState {
  private final ReentrantLock lock = new ReentrantLock();
  private boolean superseded;
  private boolean waiting;
  private volatile boolean answering;
  private Thread thread = Thread.currentThread();

  /** People begin to hear or read the turn's answer. */
  void answer() {
    answering = true;
  }

  /** Whether people hear or read the turn's answer, or have done so. */
  boolean hasAnswered() {
    return answering;
  }

  /** To be called by the turn's own thread before it waits; false when it must end instead. */
  public boolean beginWaiting() {
    lock.lock();
    try {
      thread = Thread.currentThread();
      waiting = !superseded;
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** To be called by the turn's own thread once it has waited; false when it was cut off. */
  public boolean endWaiting() {
    return endWaiting(() -> {});
  }

  /**
   * As {@link #endWaiting()}, and does {@code acting}, which must not block, unless the turn was
   * cut off: whoever supersedes the turn later finds it done.
   */
  public boolean endWaiting(Runnable acting) {
    lock.lock();
    try {
      waiting = false;
      if (superseded) {
        // The interrupt may have come after what was waited for: it has done its work.
        Thread.interrupted();
      } else {
        acting.run();
      }
      return !superseded;
    } finally {
      lock.unlock();
    }
  }

  /** New words: cuts a waiting turn off at once, lets an acting one end after what it does. */
  void supersede() {
    lock.lock();
    try {
      if (!superseded && waiting) {
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
