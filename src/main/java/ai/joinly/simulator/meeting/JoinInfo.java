package ai.joinly.simulator.meeting;

import java.util.Optional;

/**
 * What is known of a meeting when an agent has joined it.
 *
 * @param sessionId the MCP session
 * @param agentName the name the agent shows in the meeting
 * @param meetingUrl the URL it joined
 * @param language the session's language, when its settings gave one
 */
public record JoinInfo(
    String sessionId, String agentName, String meetingUrl, Optional<String> language) {}
