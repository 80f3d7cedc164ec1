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
 * Ends sessions in the background until the server confirms it, so that no agent is left behind in
 * a meeting: a joinly server has no idle limit of its own. One virtual thread for each, a bounded
 * number of tries with backoff. Thread-safe.
 */
final class SessionReaper {
  private static final System.Logger LOG = System.getLogger(SessionReaper.class.getName());
  private static final String THREAD = "session-end";
  private static final int MOST_RETRYING = 10_000;

  /** Tries to end one session; repeated until it says that the session has ended. */
  @FunctionalInterface
  interface Attempt {
    boolean tryOnce() throws InterruptedException;
  }

  private final Duration patience;
  private final Duration waitedFor;
  private final Supplier<Backoff> backoffs;
  private final Map<Object, FutureTask<Boolean>> jobs = new ConcurrentHashMap<>();

  /**
   * Those of the jobs whose server does not confirm the end: the process does not wait for them.
   */
  private final Set<Object> stuck = ConcurrentHashMap.newKeySet();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition jobEnded = lock.newCondition();

  /**
   * @param patience for how long one session is tried
   * @param waitedFor for how long of it the end of the process waits for that
   * @param backoffs makes a backoff for each session
   */
  SessionReaper(Duration patience, Duration waitedFor, Supplier<Backoff> backoffs) {
    this.patience = patience;
    this.waitedFor = waitedFor;
    this.backoffs = backoffs;
  }

  /**
   * Begins to end a session; the task's value says whether it ended.
   *
   * @param afterwards what is to be done when it has ended or was given up, before the task is
   *     done; may be called twice
   */
  FutureTask<Boolean> end(Attempt attempt, Runnable afterwards) {
    FutureTask<Boolean> job = job(attempt, afterwards);
    Thread.ofVirtual().name(THREAD).start(job);
    return job;
  }

  /** As {@link #end(Attempt, Runnable)}, and records in {@code ledger} that the session is gone. */
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

  /** Begins to end a session that nobody waits for. */
  void endUnattended(Attempt attempt) {
    Thread.ofVirtual().name(THREAD).start(job(attempt, () -> {}));
  }

  /** Sessions that are being ended. */
  int pending() {
    return jobs.size();
  }

  /** Waits until no session is left to end, but for those that have been tried in vain for long. */
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

  /** Gives up what is not ended yet. */
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
                settle.run(); // before whoever waits for the value goes on
              }
            }) {
          @Override
          protected void done() {
            settle.run(); // once more, for a job that was given up before it began
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
      if (System.nanoTime() - deadline > 0 || jobs.size() > MOST_RETRYING) {
        LOG.log(
            Level.WARNING,
            "A session could not be ended on the joinly server: its agent may sit in the meeting"
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
