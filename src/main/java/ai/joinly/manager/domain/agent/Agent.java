package ai.joinly.manager.domain.agent;

import ai.joinly.manager.domain.meeting.MeetingAddress;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * Immutable snapshot of an agent, published by its worker.
 *
 * @param kept the configuration
 * @param errorMessage the reason of status {@code error}
 * @param lastError the current problem of a running agent, such as with its language model, its
 *     meeting server or the store
 * @param muted whether an operator or the agent itself has muted it in its meeting
 */
public record Agent(
    AgentId id,
    KeptConfig kept,
    AgentStatus status,
    MeetingStatus meetingStatus,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> stoppedAt,
    Optional<String> errorMessage,
    Optional<String> lastError,
    boolean muted) {

  /** Creates an agent whose configuration is in memory. */
  public Agent(
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
    this(
        id,
        KeptConfig.of(config),
        status,
        meetingStatus,
        createdAt,
        startedAt,
        stoppedAt,
        errorMessage,
        lastError,
        muted);
  }

  /** Creates an agent that is not muted. */
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

  /** Returns a new agent. */
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

  /** Returns the configuration; may wait for the store if the agent does not run. */
  public AgentConfig config() {
    return kept.get();
  }

  /** Returns the address of its meeting, which is always in memory. */
  public MeetingAddress address() {
    return kept.address();
  }

  /** Returns when the agent will join by itself; empty once it has started. */
  public Optional<Instant> scheduledAt() {
    return status == AgentStatus.CREATED ? kept.joinTime().map(JoinTime::at) : Optional.empty();
  }

  /** Returns the same agent with its configuration held by {@code other}. */
  public Agent keeping(KeptConfig other) {
    return new Agent(
        id,
        other,
        status,
        meetingStatus,
        createdAt,
        startedAt,
        stoppedAt,
        errorMessage,
        lastError,
        muted);
  }

  /** Returns the same agent with another status since {@code now}. */
  public Agent withStatus(AgentStatus next, Optional<String> message, Instant now) {
    return new Agent(
        id,
        kept,
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
        id, kept, status, next, createdAt, startedAt, stoppedAt, errorMessage, lastError, muted);
  }

  public Agent withLastError(Optional<String> message) {
    return new Agent(
        id,
        kept,
        status,
        meetingStatus,
        createdAt,
        startedAt,
        stoppedAt,
        errorMessage,
        message,
        muted);
  }

  public Agent withMuted(boolean now) {
    return new Agent(
        id,
        kept,
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
