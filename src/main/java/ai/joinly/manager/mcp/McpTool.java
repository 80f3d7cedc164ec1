package ai.joinly.manager.mcp;

/**
 * A tool of a server.
 *
 * @param inputSchema a JSON Schema as JSON text
 */
public record McpTool(String name, String description, String inputSchema) {}
