/** An agent's connection to its meeting: states, reconnects, recovery after a restart. */
package ai.joinly.manager.agent.session;
