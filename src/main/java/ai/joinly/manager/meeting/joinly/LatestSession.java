package ai.joinly.manager.meeting.joinly;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which session of a server was made last, as far as this process knows: some requests work on that
 * one, whoever sends them. Thread-safe.
 */
final class LatestSession {
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock, as all fields are. */
  private final Set<String> alive = new HashSet<>();

  private Optional<String> newest = Optional.empty();
  private int starting;

  /** A session is about to be made: nobody knows which one is the last until it is there. */
  void starts() {
    lock.lock();
    try {
      starting++;
      newest = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** A start has ended. */
  void started(Optional<String> made) {
    lock.lock();
    try {
      starting--;
      newest = made;
      made.ifPresent(alive::add);
    } finally {
      lock.unlock();
    }
  }

  /** A session of another process is followed. */
  void takenUp(String id) {
    lock.lock();
    try {
      alive.add(id);
    } finally {
      lock.unlock();
    }
  }

  void gone(String id) {
    lock.lock();
    try {
      alive.remove(id);
    } finally {
      lock.unlock();
    }
  }

  /** Whether {@code id} is the one made last, or the only one there is. */
  boolean isReached(String id) {
    lock.lock();
    try {
      return starting == 0 && (newest.filter(id::equals).isPresent() || alive.equals(Set.of(id)));
    } finally {
      lock.unlock();
    }
  }
}
