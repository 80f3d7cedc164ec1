package ai.joinly.manager.agenttools;

import ai.joinly.manager.mcp.McpSession;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How a tool server is: what its link finds out, its calls and its event stream notice, and all of
 * them go by. Its fields are guarded by its lock, which is never held over anything that waits for
 * the network.
 */
final class ToolServerConnection {
  private enum Phase {
    /** There is no session, but there may be one in a moment. */
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

  /** Calls may go to {@code made} from now on. */
  void up(McpSession made) {
    move(Phase.UP, Optional.of(made));
  }

  /** Calls are refused from now on. */
  void down() {
    move(Phase.DOWN, Optional.empty());
  }

  /**
   * Everything ends; whoever waits for a session gets none.
   *
   * @return false when it was closed before
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

  /** The server does not know {@code former} any more; calls wait for the next session. */
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

  /** The server does not take connections; calls wait until {@code current} was looked at. */
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

  /** Something failed or changed: the server wants to be looked at. */
  void doubt() {
    lock.lock();
    try {
      doubtful = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether calls are refused, since the server cannot be used. */
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

  /** The session for a call; empty when the server is down, or the limit has passed. */
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
   * Waits while all is well; who closes this interrupts the wait.
   *
   * @param pause how long a doubt has to wait at least
   * @return whether the session is still there: then the server is to be looked at
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
      boolean look = suspected;
      suspected = false;
      return look;
    } finally {
      lock.unlock();
    }
  }
}
