/** Agents: registry, lifecycle, and recovery after a restart. */
package ai.joinly.manager.agent;
