/** Converts the results of MCP tool calls into what a language model can be given. */
package ai.joinly.manager.mcp.result;
