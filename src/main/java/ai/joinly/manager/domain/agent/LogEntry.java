package ai.joinly.manager.domain.agent;

import java.time.Instant;

/**
 * Line of an agent's own log, which may contain words from the meeting; available only through the
 * API.
 */
public record LogEntry(Instant timestamp, LogLevel level, String message) {}
