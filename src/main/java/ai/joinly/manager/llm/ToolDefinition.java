package ai.joinly.manager.llm;

/**
 * A tool the model may call.
 *
 * @param inputSchema a JSON Schema of type object, as JSON text
 */
public record ToolDefinition(String name, String description, String inputSchema) {}
