package ai.joinly.manager.store;

import java.time.Instant;

/** An action whose outcome is not known: it may have happened, in part or as a whole. */
public record StoredAction(
    long action, long turn, String tool, String arguments, Instant intendedAt) {}
