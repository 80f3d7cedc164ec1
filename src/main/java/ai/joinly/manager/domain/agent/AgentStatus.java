package ai.joinly.manager.domain.agent;

/** Lifecycle status of an agent. Only the transitions of {@link #canBecome} are allowed. */
public enum AgentStatus {
  CREATED,
  STARTING,
  RUNNING,
  STOPPING,
  STOPPED,
  ERROR;

  /** Returns whether the transition to {@code next} is allowed. */
  public boolean canBecome(AgentStatus next) {
    return switch (this) {
      case CREATED -> next == STARTING || next == ERROR;
      case STARTING -> next == RUNNING || next == STOPPING || next == ERROR;
      case RUNNING -> next == STOPPING || next == ERROR;
      case STOPPING -> next == STOPPED || next == ERROR;
      case STOPPED -> next == STARTING;
      case ERROR -> next == STARTING || next == STOPPED;
    };
  }

  /** Returns whether the agent counts against the limit of active agents. */
  public boolean isActive() {
    return this == STARTING || this == RUNNING;
  }
}
