package ai.joinly.manager.agent.turn;

import java.util.concurrent.locks.ReentrantLock;

/**
 * State that decides whether a turn may be interrupted. It may while it waits for the model or for
 * its voice. It may not while it executes actions, since these cannot be undone and their outcome
 * must be recorded. Guarded by its lock, which is never held during a wait and ensures that no
 * interrupt reaches a turn that executes actions.
 */
public final class TurnState {
  private final ReentrantLock lock = new ReentrantLock();
  private boolean superseded;
  private boolean waiting;
  private volatile boolean answering;
  private Thread thread = Thread.currentThread();

  /** Records that people start to hear or read the turn's answer. */
  void answer() {
    answering = true;
  }

  /** Returns whether people have started to hear or read the turn's answer. */
  boolean hasAnswered() {
    return answering;
  }

  /**
   * Starts a wait. Must be called by the turn's own thread.
   *
   * @return false if the turn is superseded and must end instead
   */
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

  /**
   * Ends a wait. Must be called by the turn's own thread.
   *
   * @return false if the turn was superseded
   */
  public boolean endWaiting() {
    return endWaiting(() -> {});
  }

  /**
   * Like {@link #endWaiting()}, and runs {@code acting} unless the turn was superseded. If {@link
   * #supersede} is called later, {@code acting} has already run.
   *
   * @param acting must not block
   */
  public boolean endWaiting(Runnable acting) {
    lock.lock();
    try {
      waiting = false;
      if (superseded) {
        // The interrupt may have arrived after the wait: clear it.
        Thread.interrupted();
      } else {
        acting.run();
      }
      return !superseded;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Supersedes the turn: interrupts it if it waits, otherwise it ends after its current actions.
   */
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
