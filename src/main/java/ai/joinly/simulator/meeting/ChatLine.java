package ai.joinly.simulator.meeting;

import java.time.Instant;

/**
 * A line of a meeting's chat.
 *
 * @param byAgent whether the agent wrote it
 */
public record ChatLine(String sender, String text, Instant at, boolean byAgent) {}
