package ai.joinly.manager.event;

import ai.joinly.manager.domain.agent.AgentId;
import java.time.Instant;

/**
 * Event of an agent.
 *
 * @param seq the number among the agent's events, from 1 without gaps
 */
public record Event(AgentId agentId, long seq, Instant timestamp, EventData data) {
  public Event {
    if (seq < 1) {
      throw new IllegalArgumentException("seq must be at least 1");
    }
  }
}
