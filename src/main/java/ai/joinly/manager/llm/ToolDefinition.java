package ai.joinly.manager.llm;

import ai.joinly.manager.domain.meeting.ToolDescription;

/**
 * A tool the model may call.
 *
 * @param inputSchema a JSON Schema of type object, as JSON text
 * @param need how much an agent needs it
 */
public record ToolDefinition(String name, String description, String inputSchema, Need need) {
  /** What is left out first when a server does not take all tools. */
  public enum Need {
    /** Never left out: without it an agent cannot speak, write or be silent. */
    ESSENTIAL,
    /** Left out when a server refuses just this tool. */
    USEFUL,
    /** Of a further tool server: left out as well when there are too many tools. */
    FURTHER
  }

  /** A tool that is never left out. */
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
