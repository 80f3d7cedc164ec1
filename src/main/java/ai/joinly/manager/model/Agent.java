package ai.joinly.manager.model;

import java.time.Instant;
import java.util.Optional;

/** What an agent is at one moment: an immutable snapshot that its worker publishes. */
public record Agent(
    AgentId id,
    AgentConfig config,
    AgentStatus status,
    MeetingStatus meetingStatus,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> stoppedAt,
    Optional<String> errorMessage) {}
