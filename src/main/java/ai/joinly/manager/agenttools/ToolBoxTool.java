package ai.joinly.manager.agenttools;

/**
 * A tool as it is offered to a language model.
 *
 * @param name with that of its server in front; letters, digits, _ and -, at most 64
 * @param inputSchema a JSON Schema of type object, as JSON text
 */
public record ToolBoxTool(String name, String description, String inputSchema) {}
