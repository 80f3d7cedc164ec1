package ai.joinly.manager.meeting.joinly;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Signals that wake a session's own thread. They are flags, so that raising one never blocks and a
 * thousand notifications cost one read. Thread-safe.
 */
public final class SessionSignals {
  /** Kind of event. */
  public enum Signal {
    /** The server announced a new segment. */
    SEGMENT,
    /** The server announced the end of an utterance. */
    UTTERANCE,
    /** The event stream was opened or reopened. */
    STREAM_OPENED,
    /** The event stream ended or cannot be opened; the server may still work. */
    STREAM_GAP,
    /** The event stream became silent, or the server cannot be reached for it. */
    STREAM_FAILED,
    /** The session joined a meeting. */
    JOINED,
    /** The session was taken over from another process and is already in a meeting. */
    TAKEN_UP,
    /** The agent has spoken. */
    SPOKE,
    /** The session is ending: the transcript is read a last time. */
    ENDING,
    /** The server no longer knows the session. */
    LOST
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition raised = lock.newCondition();

  /** Guarded by the lock. */
  private final EnumSet<Signal> signals = EnumSet.noneOf(Signal.class);

  void raise(Signal signal) {
    lock.lock();
    try {
      switch (signal) {
        case STREAM_OPENED -> signals.remove(Signal.STREAM_FAILED);
        case STREAM_GAP, STREAM_FAILED -> signals.remove(Signal.STREAM_OPENED);
        case SEGMENT, UTTERANCE, JOINED, TAKEN_UP, SPOKE, ENDING, LOST -> {
          // These replace nothing.
        }
      }
      signals.add(signal);
      raised.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Takes all signals; waits for one for at most {@code nanos}. */
  Set<Signal> await(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (signals.isEmpty() && left > 0) {
        left = raised.awaitNanos(left);
      }
      Set<Signal> taken = EnumSet.copyOf(signals);
      signals.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }
}
