package ai.joinly.manager.domain.meeting;

/**
 * Description of a tool by its server.
 *
 * @param inputSchema a JSON Schema as JSON text
 */
public record ToolDescription(String name, String description, String inputSchema) {
  /** Returns the number of characters of all its texts. */
  public int size() {
    return name.length() + description.length() + inputSchema.length();
  }

  public ToolDescription withName(String other) {
    return new ToolDescription(other, description, inputSchema);
  }
}
