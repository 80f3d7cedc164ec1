package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.concurrent.Backoff;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Ends sessions in the background, with retries until the server confirms it, so that no agent
 * remains in a meeting: a joinly server has no idle timeout. Uses one virtual thread for each
 * session and a bounded number of attempts with backoff. Thread-safe.
 */
final class SessionReaper {
  private static final System.Logger LOG = System.getLogger(SessionReaper.class.getName());
  private static final String THREAD = "session-end";
  private static final int MAX_RETRYING = 10_000;

  /** Attempt to end one session, repeated until it returns true. */
  @FunctionalInterface
  interface Attempt {
    boolean tryOnce() throws InterruptedException;
  }

  private final Duration patience;
  private final Duration waitedFor;
  private final Supplier<Backoff> backoffs;
  private final Map<Object, FutureTask<Boolean>> jobs = new ConcurrentHashMap<>();

  /** Keys of jobs whose server does not confirm the end. The process does not wait for them. */
  private final Set<Object> stuck = ConcurrentHashMap.newKeySet();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition jobEnded = lock.newCondition();

  /**
   * @param patience how long the end of one session is retried
   * @param waitedFor the part of that time for which the end of the process waits
   * @param backoffs creates a backoff for each session
   */
  SessionReaper(Duration patience, Duration waitedFor, Supplier<Backoff> backoffs) {
    this.patience = patience;
    this.waitedFor = waitedFor;
    this.backoffs = backoffs;
  }

  /**
   * Starts ending a session. The value of the task is whether the session ended.
   *
   * @param afterwards runs when the session has ended or was given up, before the task is done; may
   *     be called twice
   */
  FutureTask<Boolean> end(Attempt attempt, Runnable afterwards) {
    FutureTask<Boolean> job = job(attempt, afterwards);
    Thread.ofVirtual().name(THREAD).start(job);
    return job;
  }

  /** Like {@link #end(Attempt, Runnable)}, and records the end of the session in {@code ledger}. */
  FutureTask<Boolean> end(SessionEnd attempt, SessionLedger ledger, Runnable afterwards) {
    return end(
        () -> {
          boolean ended = attempt.tryOnce();
          if (ended) {
            ledger.gone(attempt.sessionId());
          }
          return ended;
        },
        afterwards);
  }

  /** Starts ending a session without a waiting caller. */
  void endUnattended(Attempt attempt) {
    Thread.ofVirtual().name(THREAD).start(job(attempt, () -> {}));
  }

  /** Returns the number of sessions that are being ended. */
  int pending() {
    return jobs.size();
  }

  /**
   * Waits until all sessions are ended, except those whose attempts have failed for a long time;
   * returns whether none remain.
   */
  boolean awaitNone(Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (!stuck.containsAll(jobs.keySet())) {
        if (left <= 0) {
          return false;
        }
        left = jobEnded.awaitNanos(left);
      }
      return jobs.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Cancels all pending ends. */
  void abort() {
    jobs.values().forEach(job -> job.cancel(true));
  }

  private FutureTask<Boolean> job(Attempt attempt, Runnable afterwards) {
    Object key = new Object();
    Runnable settle =
        () -> {
          afterwards.run();
          jobs.remove(key);
          stuck.remove(key);
          wakeWaiting();
        };
    FutureTask<Boolean> job =
        new FutureTask<>(
            () -> {
              try {
                return tryUntilEnded(attempt, key);
              } finally {
                settle.run(); // before a waiting thread continues
              }
            }) {
          @Override
          protected void done() {
            settle.run(); // again, for a job that was cancelled before it started
          }
        };
    jobs.put(key, job);
    return job;
  }

  private boolean tryUntilEnded(Attempt attempt, Object key) throws InterruptedException {
    long begin = System.nanoTime();
    long deadline = begin + patience.toNanos();
    Backoff backoff = backoffs.get();
    while (!attempt.tryOnce()) {
      if (System.nanoTime() - deadline > 0 || jobs.size() > MAX_RETRYING) {
        LOG.log(
            Level.WARNING,
            "A session could not be ended on the joinly server: its agent may stay in the meeting"
                + " until the server is restarted");
        return false;
      }
      if (System.nanoTime() - begin > waitedFor.toNanos() && stuck.add(key)) {
        wakeWaiting();
      }
      TimeUnit.NANOSECONDS.sleep(backoff.next().toNanos());
    }
    return true;
  }

  private void wakeWaiting() {
    lock.lock();
    try {
      jobEnded.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
