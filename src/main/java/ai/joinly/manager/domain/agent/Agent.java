package ai.joinly.manager.domain.agent;

import ai.joinly.manager.domain.meeting.MeetingAddress;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * What an agent is at one moment: an immutable snapshot that its worker publishes.
 *
 * @param kept what was asked of it
 * @param errorMessage why it is in status {@code error}
 * @param lastError what hinders it now, though it goes on: its language model, its meeting server,
 *     the store
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

  /** An agent whose configuration is at hand. */
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

  /** What was asked of it; may wait for the store where the agent does not run. */
  public AgentConfig config() {
    return kept.get();
  }

  /** The address of its meeting, which is always at hand. */
  public MeetingAddress address() {
    return kept.address();
  }

  /** The same agent, whose configuration is kept in another way. */
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

  /** The same agent in another status since {@code now}. */
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

  public Agent withLastError(Optional<String> sentence) {
    return new Agent(
        id,
        kept,
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
