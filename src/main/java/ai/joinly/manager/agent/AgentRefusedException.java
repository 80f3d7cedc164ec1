package ai.joinly.manager.agent;

import ai.joinly.manager.domain.UserMessageException;

/** Refusal of a request that an agent cannot serve at present. */
public final class AgentRefusedException extends UserMessageException {
  /** Reason of the refusal, which determines the HTTP status. */
  public enum Reason {
    UNKNOWN_AGENT,
    NOT_RUNNING,
    NOT_CONNECTED,
    ALREADY_JOINED,
    NOT_IN_MEETING,
    /** The meeting server failed to perform the action; the message contains its reason. */
    MEETING_FAILED,
    CAPACITY_REACHED,
    /** The agent is changing its status; retry afterwards. */
    STATUS_CONFLICT,
    /** Too many requests to the agent are pending. */
    BUSY,
    /** The store cannot write, so the result could not be stored. */
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
