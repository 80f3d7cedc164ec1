/** Additional MCP servers of agents, and their tools. */
package ai.joinly.manager.agenttools;
