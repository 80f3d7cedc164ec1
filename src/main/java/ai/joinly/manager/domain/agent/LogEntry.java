package ai.joinly.manager.domain.agent;

import java.time.Instant;

/** A line of an agent's own log, which may hold what was said; only the API serves it. */
public record LogEntry(Instant timestamp, LogLevel level, String message) {}
