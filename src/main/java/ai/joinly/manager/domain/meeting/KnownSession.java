package ai.joinly.manager.domain.meeting;

import ai.joinly.manager.domain.agent.AgentId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Record of a session at a meeting server, from the assignment of its id until its confirmed end,
 * so that another process can resume or end it.
 *
 * @param server the URL of the meeting server
 * @param id the session id assigned by the server
 * @param firstSeq the number of the agent's first event that belongs to this session
 * @param protocolVersion the negotiated protocol version; empty before {@link Stage#READY}
 * @param serverVersion the server's version; empty before {@link Stage#READY}
 * @param joinRequest the id of the join request, if one was sent
 * @param joinedAt the time of the join, to which the transcript's times are relative
 */
public record KnownSession(
    AgentId agentId,
    URI server,
    String id,
    Stage stage,
    long firstSeq,
    String protocolVersion,
    String serverVersion,
    OptionalLong joinRequest,
    Instant openedAt,
    Optional<Instant> joinedAt) {

  /** Stage of a session. */
  public enum Stage {
    /** The server has assigned the id; the session may not be usable. */
    NAMED,
    /** Subscribed, and not in a meeting. */
    READY,
    /** A join request was or is about to be sent. */
    JOINING,
    /** The server has confirmed the join. */
    JOINED,
    /** No longer needed; the server has not confirmed its end. */
    ENDING
  }

  public KnownSession {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a session must have an id");
    }
    if (firstSeq < 1) {
      throw new IllegalArgumentException("firstSeq must be at least 1");
    }
  }

  /** Returns the same session at another stage. */
  public KnownSession at(Stage next) {
    return new KnownSession(
        agentId,
        server,
        id,
        next,
        firstSeq,
        protocolVersion,
        serverVersion,
        joinRequest,
        openedAt,
        joinedAt);
  }
}
