package ai.joinly.manager.agent;

import ai.joinly.manager.domain.UserMessageException;

/** A request that an agent cannot serve now. */
public final class AgentRefusedException extends UserMessageException {
  /** Why, so that the API can answer with the right status. */
  public enum Reason {
    UNKNOWN_AGENT,
    NOT_RUNNING,
    NOT_CONNECTED,
    ALREADY_JOINED,
    NOT_IN_MEETING,
    /** The meeting server did not do it; the sentence has its reason. */
    MEETING_FAILED,
    CAPACITY_REACHED,
    /** The agent is on its way to another status; try again when it is there. */
    STATUS_CONFLICT,
    /** Too much is asked of the agent at once. */
    BUSY,
    /** The store cannot write, so that what is asked could not be kept. */
    STORE_FAILED,
    SHUTTING_DOWN
  }

  private final Reason reason;

  public AgentRefusedException(Reason reason, String userMessage) {
    super(userMessage);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
