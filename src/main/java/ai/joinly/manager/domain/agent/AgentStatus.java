package ai.joinly.manager.domain.agent;

/** Where an agent stands in its life. The only legal moves are those of {@link #canBecome}. */
public enum AgentStatus {
  CREATED,
  STARTING,
  RUNNING,
  STOPPING,
  STOPPED,
  ERROR;

  /** The table of moves: any other is refused, not applied. */
  public boolean canBecome(AgentStatus next) {
    return switch (this) {
      case CREATED -> next == STARTING;
      case STARTING -> next == RUNNING || next == STOPPING || next == ERROR;
      case RUNNING -> next == STOPPING || next == ERROR;
      case STOPPING -> next == STOPPED || next == ERROR;
      case STOPPED -> next == STARTING;
      case ERROR -> next == STARTING || next == STOPPED;
    };
  }

  /** Whether the agent counts against the limit of agents that may be active at once. */
  public boolean isActive() {
    return this == STARTING || this == RUNNING;
  }
}
