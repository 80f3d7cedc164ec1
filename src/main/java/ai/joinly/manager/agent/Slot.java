package ai.joinly.manager.agent;

/** An agent's place among those that may be active at once. Owned by the worker's thread. */
final class Slot {
  private final Capacity capacity;
  private boolean taken;

  Slot(Capacity capacity) {
    this.capacity = capacity;
  }

  void take() throws AgentRefusedException {
    if (!capacity.tryTake()) {
      throw capacity.reached();
    }
    taken = true;
  }

  /** Somebody else has taken it for the agent. */
  void taken() {
    taken = true;
  }

  /** For an agent that was active before a restart: it is let in, however many there are. */
  RejoinPlace takeAgain() {
    capacity.take();
    taken = true;
    return capacity.rejoinPlace();
  }

  /** Gives it back, if the agent has it. */
  void giveBack() {
    if (taken) {
      taken = false;
      capacity.giveBack();
    }
  }
}
