/**
 * What decides, in a room with several people and agents, whether words are meant for an agent:
 * listener's words, other agents, open questions, follow-ups and the limit of interruptions.
 */
package ai.joinly.manager.agent.room;
