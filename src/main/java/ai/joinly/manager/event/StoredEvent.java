package ai.joinly.manager.event;

import ai.joinly.manager.domain.agent.AgentId;

/**
 * Event in its stored form, which is also sent to clients.
 *
 * @param position the position among the events of all agents; increasing, with gaps
 * @param seq the number among the events of its agent, from 1 without gaps
 * @param json the message to clients, without a cursor
 */
public record StoredEvent(long position, AgentId agentId, long seq, EventType type, String json) {}
