package ai.joinly.manager.domain.meeting;

import ai.joinly.manager.domain.agent.AgentId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is remembered of a session at a meeting server, from the moment the server named it until it
 * is known to be ended, so that another process can take it up or end it.
 *
 * @param server where it lives
 * @param id the server's name for it
 * @param firstSeq the number of the agent's first event that belongs to this session
 * @param protocolVersion what was negotiated; empty before {@link Stage#READY}
 * @param serverVersion what the server said of itself; empty before {@link Stage#READY}
 * @param joinRequest the id of the request to join, once there was one
 * @param joinedAt when the meeting was joined: the zero of the transcript's times
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

  /** How far a session has come. */
  public enum Stage {
    /** The server has named it; it may never become usable. */
    NAMED,
    /** It is subscribed and in no meeting. */
    READY,
    /** A request to join was or is about to be sent. */
    JOINING,
    /** The server said that the meeting was joined. */
    JOINED,
    /** Nobody wants it any more, and the server has not confirmed its end. */
    ENDING
  }

  public KnownSession {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a session has an id");
    }
    if (firstSeq < 1) {
      throw new IllegalArgumentException("events are numbered from 1");
    }
  }

  /** The same session, further on. */
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
