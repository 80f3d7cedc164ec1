package ai.joinly.manager.domain.meeting;

/**
 * A tool as its server describes it.
 *
 * @param inputSchema a JSON Schema as JSON text
 */
public record ToolDescription(String name, String description, String inputSchema) {
  /** Returns the characters of all its texts. */
  public int size() {
    return name.length() + description.length() + inputSchema.length();
  }

  public ToolDescription withName(String other) {
    return new ToolDescription(other, description, inputSchema);
  }
}
