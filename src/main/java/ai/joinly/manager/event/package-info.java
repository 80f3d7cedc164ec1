/** Events of agents, and their publication to subscribers. */
package ai.joinly.manager.event;
