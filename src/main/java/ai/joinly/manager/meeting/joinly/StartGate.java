package ai.joinly.manager.meeting.joinly;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets one start at a time through to a joinly server, in the order they came. A subscription there
 * lands on the session that was made last, whoever sends it: so nobody may make a session between
 * another's {@code initialize} and the answer of its second subscription. Thread-safe.
 */
final class StartGate {
  private static final int MOST_WAITING = 10_000;

  /** Not a lock: the thread that leaves is not the one that entered. */
  private final Semaphore free = new Semaphore(1, true);

  /** Waits for its turn; whoever gets true must {@link #leave} once. */
  boolean enter(Duration limit) throws InterruptedException {
    return free.getQueueLength() < MOST_WAITING
        && free.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  void leave() {
    free.release();
  }
}
