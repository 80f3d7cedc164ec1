package ai.joinly.manager.meeting.joinly;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** Phase of a session, which determines how it is ended. Thread-safe. */
final class SessionPhase {
  /** Result of an attempt to begin a join. */
  enum Join {
    STARTED,
    /** Another join is pending. */
    BUSY,
    /** The session is being ended. */
    ENDED
  }

  /**
   * State that the end of the session has to undo.
   *
   * @param pendingJoin the id of a join request that has no response yet
   */
  record WayOut(OptionalLong pendingJoin, boolean inMeeting) {}

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock, as all fields are. */
  private OptionalLong pendingJoin = OptionalLong.empty();

  private boolean inMeeting;
  private Optional<FutureTask<Boolean>> ending = Optional.empty();

  /** Returns the phase of a session that another process created. */
  static SessionPhase of(OptionalLong pendingJoin, boolean inMeeting) {
    SessionPhase phase = new SessionPhase();
    phase.pendingJoin = pendingJoin;
    phase.inMeeting = inMeeting;
    return phase;
  }

  /** Returns the id of a join request that has no response yet. */
  OptionalLong pendingJoin() {
    lock.lock();
    try {
      return pendingJoin;
    } finally {
      lock.unlock();
    }
  }

  Join beginJoin(long requestId) {
    lock.lock();
    try {
      if (ending.isPresent()) {
        return Join.ENDED;
      }
      if (pendingJoin.isPresent()) {
        return Join.BUSY;
      }
      pendingJoin = OptionalLong.of(requestId);
      return Join.STARTED;
    } finally {
      lock.unlock();
    }
  }

  void joined(long requestId) {
    joinAnswered(requestId, true);
  }

  void notJoined(long requestId) {
    joinAnswered(requestId, false);
  }

  void left() {
    lock.lock();
    try {
      inMeeting = false;
    } finally {
      lock.unlock();
    }
  }

  boolean isInMeeting() {
    lock.lock();
    try {
      return inMeeting;
    } finally {
      lock.unlock();
    }
  }

  boolean isEnded() {
    lock.lock();
    try {
      return ending.isPresent();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the session by {@code begin}, which must not block. It is called again only after the task
   * it returned was given up.
   */
  FutureTask<Boolean> end(Function<WayOut, FutureTask<Boolean>> begin) {
    lock.lock();
    try {
      FutureTask<Boolean> task =
          ending
              .filter(earlier -> !isGivenUp(earlier))
              .orElseGet(() -> begin.apply(new WayOut(pendingJoin, inMeeting)));
      ending = Optional.of(task);
      return task;
    } finally {
      lock.unlock();
    }
  }

  private static boolean isGivenUp(FutureTask<Boolean> ending) {
    return ending.state() == Future.State.SUCCESS && !ending.resultNow();
  }

  /**
   * Ends the session in this process and leaves it open for another one; returns whether it had not
   * ended before.
   */
  boolean detach() {
    lock.lock();
    try {
      if (ending.isPresent()) {
        return false;
      }
      FutureTask<Boolean> nothingToDo = new FutureTask<>(() -> true);
      nothingToDo.run();
      ending = Optional.of(nothingToDo);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void joinAnswered(long requestId, boolean joined) {
    lock.lock();
    try {
      if (pendingJoin.isPresent() && pendingJoin.getAsLong() == requestId) {
        pendingJoin = OptionalLong.empty();
        inMeeting |= joined;
      }
    } finally {
      lock.unlock();
    }
  }
}
