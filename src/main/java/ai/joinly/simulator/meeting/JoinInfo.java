package ai.joinly.simulator.meeting;

import java.util.Optional;

/**
 * Data of a meeting that an agent has joined.
 *
 * @param sessionId the MCP session
 * @param agentName the agent's name in the meeting
 * @param meetingUrl the URL of the meeting
 * @param language the session's language, if its settings have one
 */
public record JoinInfo(
    String sessionId, String agentName, String meetingUrl, Optional<String> language) {}
