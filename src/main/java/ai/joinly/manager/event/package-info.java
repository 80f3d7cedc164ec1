/** Events on their way from the agents to whoever follows them. */
package ai.joinly.manager.event;
