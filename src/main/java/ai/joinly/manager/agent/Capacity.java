package ai.joinly.manager.agent;

import java.util.concurrent.Semaphore;

/** How many agents may be starting or running at once. Thread-safe. */
final class Capacity {
  private final int most;
  private final Semaphore free;

  Capacity(int most) {
    this.most = most;
    this.free = new Semaphore(most);
  }

  /** What a caller is told when nothing is free. */
  AgentRefusedException reached() {
    return new AgentRefusedException(
        AgentRefusedException.Reason.CAPACITY_REACHED,
        "%d agents are active, and no more may be (MAX_AGENTS); stop one first".formatted(most));
  }

  boolean tryTake() {
    return free.tryAcquire();
  }

  void giveBack() {
    free.release();
  }
}
