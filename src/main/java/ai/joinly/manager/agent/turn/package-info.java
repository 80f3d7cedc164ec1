/** Turns of an agent: scheduling, model calls and their reports. */
package ai.joinly.manager.agent.turn;
