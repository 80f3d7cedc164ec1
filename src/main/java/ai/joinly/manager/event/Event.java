package ai.joinly.manager.event;

import ai.joinly.manager.domain.agent.AgentId;
import java.time.Instant;

/**
 * Something that happened to an agent.
 *
 * @param seq its number among the agent's events, from 1 without gaps
 */
public record Event(AgentId agentId, long seq, Instant timestamp, EventData data) {
  public Event {
    if (seq < 1) {
      throw new IllegalArgumentException("events are numbered from 1");
    }
  }
}
