package ai.joinly.simulator.protocol;

/**
 * A tool call as it was received.
 *
 * @param arguments the arguments' JSON
 */
public record ToolCallEntry(String tool, String arguments) {}
