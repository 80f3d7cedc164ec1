package ai.joinly.manager.meeting.joinly;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Serializes the session starts at a joinly server in order of arrival. The server applies a
 * subscription to the session that was created last, regardless of the sender. No session may
 * therefore be created between another session's {@code initialize} and the response to its second
 * subscription. Thread-safe.
 */
final class StartGate {
  private static final int MAX_WAITING = 10_000;

  /** Semaphore instead of a lock, as the thread that leaves differs from the one that entered. */
  private final Semaphore free = new Semaphore(1, true);

  /** Waits for its turn. If it returns true, the caller must call {@link #leave} once. */
  boolean enter(Duration limit) throws InterruptedException {
    return free.getQueueLength() < MAX_WAITING
        && free.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  void leave() {
    free.release();
  }
}
