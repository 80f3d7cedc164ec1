/** Further MCP servers that agents bring along, and the tools they offer. */
package ai.joinly.manager.agenttools;
