package ai.joinly.manager.agent;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An agent's place among those that may rejoin their meetings at once after a restart. Thread-safe.
 */
final class RejoinPlace {
  private final Semaphore places;
  private final ReentrantLock lock = new ReentrantLock();
  // Both guarded by the lock.
  private boolean held;
  private boolean over;

  RejoinPlace(Semaphore places) {
    this.places = places;
  }

  /** Waits for the place, unless it is held or not needed any more. */
  void await() throws InterruptedException {
    if (isSettled()) {
      return;
    }
    places.acquire();
    lock.lock();
    try {
      if (held || over) {
        places.release();
      } else {
        held = true;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Gives the place back, for good. */
  void leave() {
    lock.lock();
    try {
      over = true;
      if (held) {
        held = false;
        places.release();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isSettled() {
    lock.lock();
    try {
      return held || over;
    } finally {
      lock.unlock();
    }
  }
}
