package ai.joinly.manager.agent;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many agents may be starting or running at once, and how many may find their way back into
 * their meetings at once after a restart. Thread-safe.
 */
public final class Capacity {
  /** Requests at once for analyses of meetings that a former process could not finish. */
  private static final int MOST_MAKE_UPS = 4;

  private final int most;
  private final Semaphore free;
  private final Semaphore rejoins;
  private final Semaphore makeUps = new Semaphore(MOST_MAKE_UPS, true);
  private final AtomicInteger beyond = new AtomicInteger();

  public Capacity(int most, int mostRejoins) {
    this.rejoins = new Semaphore(mostRejoins, true);
    this.most = most;
    this.free = new Semaphore(most);
  }

  /** What a caller is told when nothing is free. */
  AgentRefusedException reached() {
    return new AgentRefusedException(
        AgentRefusedException.Reason.CAPACITY_REACHED,
        "%s agents are active, and no more may be (MAX_AGENTS); stop one first".formatted(most));
  }

  public boolean tryTake() {
    return free.tryAcquire();
  }

  /** For an agent that was active before a restart: it is let in, however many there are. */
  void take() {
    if (!free.tryAcquire()) {
      beyond.incrementAndGet();
    }
  }

  /** Returns a permit for an agent that is to rejoin its meeting after a restart. */
  RejoinPermit rejoinPermit() {
    return new RejoinPermit(rejoins);
  }

  /** A permit is needed for a request about a meeting of a former process. */
  public Semaphore makeUps() {
    return makeUps;
  }

  public void giveBack() {
    if (beyond.getAndUpdate(agents -> Math.max(0, agents - 1)) == 0) {
      free.release();
    }
  }
}
