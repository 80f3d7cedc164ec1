package ai.joinly.manager.meeting.joinly;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tracks which session of a server was created last, as far as this process knows. The server
 * applies some requests to that session, regardless of the sender. Thread-safe.
 */
final class LatestSession {
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock, as all fields are. */
  private final Set<String> alive = new HashSet<>();

  private Optional<String> newest = Optional.empty();
  private int starting;

  /** Records that a session is being created: the latest one is unknown until it exists. */
  void starts() {
    lock.lock();
    try {
      starting++;
      newest = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Records the end of a start. */
  void started(Optional<String> created) {
    lock.lock();
    try {
      starting--;
      newest = created;
      created.ifPresent(alive::add);
    } finally {
      lock.unlock();
    }
  }

  /** Records that a session of another process was taken over. */
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

  /** Returns whether {@code id} is the latest session or the only one. */
  boolean isReached(String id) {
    lock.lock();
    try {
      return starting == 0 && (newest.filter(id::equals).isPresent() || alive.equals(Set.of(id)));
    } finally {
      lock.unlock();
    }
  }
}
