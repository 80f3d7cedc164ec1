package ai.joinly.manager.store;

import ai.joinly.manager.domain.agent.Agent;

/**
 * Last stored state of an agent.
 *
 * @param age its position in the order of all agents
 * @param wantsMeeting whether it should be in its meeting
 * @param lastSeq the number of its newest event; 0 when it has none
 * @param lastAction the number of its newest action; 0 when it has none
 * @param lastTurn the number of its newest known turn; 0 when it has none
 * @param lastMessage the number of its newest message; 0 when it has none
 */
public record StoredAgent(
    Agent agent,
    long age,
    boolean wantsMeeting,
    long lastSeq,
    long lastAction,
    long lastTurn,
    long lastMessage) {}
