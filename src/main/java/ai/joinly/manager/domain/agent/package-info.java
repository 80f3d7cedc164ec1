/** Agents and their configuration. */
package ai.joinly.manager.domain.agent;
