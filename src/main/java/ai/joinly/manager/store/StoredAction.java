package ai.joinly.manager.store;

import java.time.Instant;

/** Action whose outcome is unknown: it may have been performed, partly or completely. */
public record StoredAction(
    long action, long turn, String tool, String arguments, Instant intendedAt) {}
