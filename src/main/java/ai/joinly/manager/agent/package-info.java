/** The agents: registry, workers, conversations, turns. */
package ai.joinly.manager.agent;
