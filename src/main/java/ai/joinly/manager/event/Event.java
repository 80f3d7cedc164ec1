package ai.joinly.manager.event;

import ai.joinly.manager.model.AgentId;
import java.time.Instant;

/** Something that happened to an agent. */
public record Event(AgentId agentId, Instant timestamp, EventData data) {}
