package ai.joinly.manager.agenttools;

import ai.joinly.manager.mcp.McpSession;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Connection state of a tool server, shared by its link, its calls and its event stream. The fields
 * are guarded by a lock that is never held during network access. Thread-safe.
 */
final class ToolServerConnection {
  private enum Phase {
    /** There is no session; one is being opened. */
    CONNECTING,
    UP,
    DOWN,
    CLOSED
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Phase phase = Phase.CONNECTING;
  private Optional<McpSession> session = Optional.empty();
  private boolean doubtful;
  private boolean suspected;

  /** Sets the session for calls. */
  void up(McpSession made) {
    move(Phase.UP, Optional.of(made));
  }

  /** Marks the server as down: calls are refused. */
  void down() {
    move(Phase.DOWN, Optional.empty());
  }

  /**
   * Closes the connection. Calls that wait for a session receive none.
   *
   * @return false if it was already closed
   */
  boolean close() {
    return move(Phase.CLOSED, Optional.empty());
  }

  private boolean move(Phase next, Optional<McpSession> now) {
    lock.lock();
    try {
      if (phase == Phase.CLOSED) {
        return false;
      }
      phase = next;
      session = now;
      suspected = false;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Handles that the server has lost {@code former}. Calls wait for the next session. */
  void lost(McpSession former) {
    lock.lock();
    try {
      if (phase == Phase.UP && session.equals(Optional.of(former))) {
        phase = Phase.CONNECTING;
        session = Optional.empty();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Handles that the server refuses connections. Calls wait until {@code current} is verified. */
  void suspect(McpSession current) {
    lock.lock();
    try {
      if (phase == Phase.UP && session.equals(Optional.of(current))) {
        phase = Phase.CONNECTING;
        session = Optional.empty();
        suspected = true;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Requests a check of the server after a failure or a change. */
  void doubt() {
    lock.lock();
    try {
      doubtful = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether calls are refused because the server cannot be used. */
  boolean isDown() {
    lock.lock();
    try {
      return phase == Phase.DOWN;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return phase == Phase.CLOSED;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the session for a call; empty if the server is down or the limit has passed. */
  Optional<McpSession> awaitSession(Duration limit) throws InterruptedException {
    lock.lock();
    try {
      long nanos = limit.toNanos();
      while (phase == Phase.CONNECTING && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return session;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the server must be checked or its session is lost. The caller of {@link #close}
   * interrupts the wait.
   *
   * @param pause minimum time before a requested check
   * @return true if the session must be checked, false if it must be replaced
   */
  boolean awaitDoubt(Duration pause) throws InterruptedException {
    lock.lock();
    try {
      long earliest = System.nanoTime() + pause.toNanos();
      while (phase == Phase.UP || phase == Phase.CLOSED) {
        long left = earliest - System.nanoTime();
        if (!doubtful || phase == Phase.CLOSED) {
          changed.await();
        } else if (left > 0) {
          changed.awaitNanos(left);
        } else {
          doubtful = false;
          return true;
        }
      }
      boolean check = suspected;
      suspected = false;
      return check;
    } finally {
      lock.unlock();
    }
  }
}
