package ai.joinly.manager.agent;

import ai.joinly.manager.domain.UserMessageException;
import ai.joinly.manager.domain.agent.AgentId;
import java.util.Optional;

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
    /** A field of the configuration cannot change, or not now. */
    NOT_CHANGEABLE,
    /** Another live agent has the deduplication key. */
    DUPLICATE,
    /** The idempotency key came with another request before. */
    KEY_REUSED,
    /** The agent that a request with the idempotency key created is deleted. */
    AGENT_DELETED,
    SHUTTING_DOWN
  }

  private final Reason reason;
  private final Optional<AgentId> agent;

  public AgentRefusedException(Reason reason, String userMessage) {
    this(reason, userMessage, Optional.empty());
  }

  /** Creates a refusal because of an agent. */
  public AgentRefusedException(Reason reason, String userMessage, AgentId agent) {
    this(reason, userMessage, Optional.of(agent));
  }

  private AgentRefusedException(Reason reason, String userMessage, Optional<AgentId> agent) {
    super(userMessage);
    this.reason = reason;
    this.agent = agent;
  }

  /** Returns the agent that is the reason, if it is another one than the request names. */
  public Optional<AgentId> agent() {
    return agent;
  }

  public Reason reason() {
    return reason;
  }
}
