/** How an agent converses: prompts, history, turns and the tools a turn uses. */
package ai.joinly.manager.agent.turn;
