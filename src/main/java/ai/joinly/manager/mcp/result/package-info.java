/** Conversion of MCP tool results to content for a language model. */
package ai.joinly.manager.mcp.result;
