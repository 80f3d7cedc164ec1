package ai.joinly.manager.agent;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits of concurrent work: agents that are starting or running, agents that rejoin their meetings
 * after a restart, and requests for recovered analyses. Thread-safe.
 */
public final class Capacity {
  /**
   * Maximum number of concurrent requests for analyses that a previous process did not complete.
   */
  private static final int MAX_MAKE_UPS = 4;

  private final int most;
  private final Semaphore free;
  private final Semaphore rejoins;
  private final Semaphore makeUps = new Semaphore(MAX_MAKE_UPS, true);
  private final AtomicInteger beyond = new AtomicInteger();

  public Capacity(int most, int mostRejoins) {
    this.rejoins = new Semaphore(mostRejoins, true);
    this.most = most;
    this.free = new Semaphore(most);
  }

  /** Returns the refusal for a caller when no capacity is free. */
  AgentRefusedException reached() {
    return new AgentRefusedException(
        AgentRefusedException.Reason.CAPACITY_REACHED,
        "The limit of %s active agents (MAX_AGENTS) is reached; stop one first".formatted(most));
  }

  public boolean tryTake() {
    return free.tryAcquire();
  }

  /** Acquires capacity for an agent that was active before a restart, even beyond the limit. */
  void take() {
    if (!free.tryAcquire()) {
      beyond.incrementAndGet();
    }
  }

  /** Returns a permit for an agent that is to rejoin its meeting after a restart. */
  RejoinPermit rejoinPermit() {
    return new RejoinPermit(rejoins);
  }

  /** Returns the permits for requests about meetings of a previous process. */
  public Semaphore makeUps() {
    return makeUps;
  }

  public void giveBack() {
    if (beyond.getAndUpdate(agents -> Math.max(0, agents - 1)) == 0) {
      free.release();
    }
  }
}
