package ai.joinly.manager.meeting.joinly;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a session's own thread is woken for: dirty bits, so that whoever raises one never blocks and
 * a thousand notifications cost one reading. Thread-safe.
 */
public final class SessionSignals {
  /** Something happened. */
  public enum Signal {
    /** The server says that there is a new segment. */
    SEGMENT,
    /** The server says that an utterance ended. */
    UTTERANCE,
    /** The event stream opened, or opened again. */
    STREAM_OPENED,
    /** The event stream ended or cannot be opened; the server may be well. */
    STREAM_GAP,
    /** The event stream fell silent, or the server cannot be reached for it. */
    STREAM_FAILED,
    /** The session is in a meeting now. */
    JOINED,
    /** The session is in a meeting since before this process. */
    TAKEN_UP,
    /** The agent has spoken. */
    SPOKE,
    /** The session is ending: what there is to read is read a last time. */
    ENDING,
    /** The server does not know the session any more. */
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
