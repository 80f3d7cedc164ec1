package ai.joinly.manager.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What an agent is at one moment: an immutable snapshot that its worker publishes.
 *
 * @param errorMessage why it is in status {@code error}
 * @param lastError what hinders it now, though it goes on: its language model, its meeting server,
 *     the store
 * @param muted whether an operator or the agent itself has muted it in its meeting
 */
public record Agent(
    AgentId id,
    AgentConfig config,
    AgentStatus status,
    MeetingStatus meetingStatus,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> stoppedAt,
    Optional<String> errorMessage,
    Optional<String> lastError,
    boolean muted) {

  /** An agent that can be heard. */
  public Agent(
      AgentId id,
      AgentConfig config,
      AgentStatus status,
      MeetingStatus meetingStatus,
      Instant createdAt,
      Optional<Instant> startedAt,
      Optional<Instant> stoppedAt,
      Optional<String> errorMessage,
      Optional<String> lastError) {
    this(
        id,
        config,
        status,
        meetingStatus,
        createdAt,
        startedAt,
        stoppedAt,
        errorMessage,
        lastError,
        false);
  }

  /** An agent that has just been made. */
  public static Agent created(AgentId id, AgentConfig config, Instant now) {
    return new Agent(
        id,
        config,
        AgentStatus.CREATED,
        MeetingStatus.NOT_JOINED,
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same agent in another status since {@code now}. */
  public Agent withStatus(AgentStatus next, Optional<String> message, Instant now) {
    return new Agent(
        id,
        config,
        next,
        meetingStatus,
        createdAt,
        next == AgentStatus.STARTING ? Optional.of(now) : startedAt,
        switch (next) {
          case STOPPED, ERROR -> Optional.of(now);
          case STARTING -> Optional.empty();
          case CREATED, RUNNING, STOPPING -> stoppedAt;
        },
        message,
        next == AgentStatus.STARTING ? Optional.empty() : lastError,
        muted);
  }

  public Agent withMeetingStatus(MeetingStatus next) {
    return new Agent(
        id, config, status, next, createdAt, startedAt, stoppedAt, errorMessage, lastError, muted);
  }

  public Agent withLastError(Optional<String> sentence) {
    return new Agent(
        id,
        config,
        status,
        meetingStatus,
        createdAt,
        startedAt,
        stoppedAt,
        errorMessage,
        sentence,
        muted);
  }

  public Agent withMuted(boolean now) {
    return new Agent(
        id,
        config,
        status,
        meetingStatus,
        createdAt,
        startedAt,
        stoppedAt,
        errorMessage,
        lastError,
        now);
  }
}
