/**
 * Decision whether words in a meeting with several people and agents are addressed to an agent:
 * listener words, other agents, open questions, follow-ups and the limit of interruptions.
 */
package ai.joinly.manager.agent.room;
