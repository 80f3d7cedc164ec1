package ai.joinly.manager.mcp;

/**
 * A tool of a server.
 *
 * @param inputSchema a JSON Schema as JSON text
 */
public record McpTool(String name, String description, String inputSchema) {
  /** Characters of all its texts. */
  public int size() {
    return name.length() + description.length() + inputSchema.length();
  }
}
