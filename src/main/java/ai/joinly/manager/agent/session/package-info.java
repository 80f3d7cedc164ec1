/** The connection of an agent to its meeting: states, reconnects, recovery after a restart. */
package ai.joinly.manager.agent.session;
