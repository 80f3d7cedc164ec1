/** Streamable HTTP transport: exchanges, event streams, limits. */
package ai.joinly.manager.mcp.transport;
