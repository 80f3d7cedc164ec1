package ai.joinly.manager.event;

import ai.joinly.manager.domain.agent.AgentId;

/**
 * An event that is kept, as all who follow it get it, now or later.
 *
 * @param position its place among the events of all agents; growing, with gaps
 * @param seq its number among the events of its agent, from 1 without gaps
 * @param json the message to clients, without a cursor
 */
public record StoredEvent(long position, AgentId agentId, long seq, EventType type, String json) {}
