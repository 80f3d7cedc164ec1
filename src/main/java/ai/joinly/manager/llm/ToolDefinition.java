package ai.joinly.manager.llm;

import ai.joinly.manager.domain.meeting.ToolDescription;

/**
 * Tool that the model may call.
 *
 * @param inputSchema a JSON Schema of type object, as JSON text
 * @param need the tool's importance for the agent
 */
public record ToolDefinition(String name, String description, String inputSchema, Need need) {
  /**
   * Importance of a tool: decides which tools are omitted first when a server does not accept all
   * of them.
   */
  public enum Need {
    /** Never omitted: without it an agent cannot speak, write or be silent. */
    ESSENTIAL,
    /** Omitted when a server refuses this tool. */
    USEFUL,
    /** Tool of an additional tool server: omitted also when there are too many tools. */
    FURTHER
  }

  /** Creates an essential tool. */
  public ToolDefinition(String name, String description, String inputSchema) {
    this(name, description, inputSchema, Need.ESSENTIAL);
  }

  public ToolDefinition(ToolDescription tool, Need need) {
    this(tool.name(), tool.description(), tool.inputSchema(), need);
  }

  public boolean isEssential() {
    return need == Need.ESSENTIAL;
  }

  public boolean isFurther() {
    return need == Need.FURTHER;
  }
}
