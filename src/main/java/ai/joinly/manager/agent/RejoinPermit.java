package ai.joinly.manager.agent;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Permit of an agent to rejoin its meeting after a restart of the manager; limits how many agents
 * rejoin at the same time. Thread-safe.
 */
public final class RejoinPermit {
  /** The permit of an agent that needs none. */
  public static final RejoinPermit NONE = new RejoinPermit(new Semaphore(0), State.RELEASED);

  private enum State {
    NEW,
    HELD,
    RELEASED
  }

  private final Semaphore permits;
  private final AtomicReference<State> state;

  public RejoinPermit(Semaphore permits) {
    this(permits, State.NEW);
  }

  private RejoinPermit(Semaphore permits, State state) {
    this.permits = permits;
    this.state = new AtomicReference<>(state);
  }

  /** Waits for the permit, unless it is held or was released. */
  public void acquire() throws InterruptedException {
    if (state.get() != State.NEW) {
      return;
    }
    permits.acquire();
    if (!state.compareAndSet(State.NEW, State.HELD)) {
      permits.release();
    }
  }

  /** Releases the permit; it cannot be acquired again. */
  public void release() {
    if (state.getAndSet(State.RELEASED) == State.HELD) {
      permits.release();
    }
  }
}
