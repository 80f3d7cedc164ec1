package ai.joinly.manager.llm;

/**
 * Model at a server that is called without tools.
 *
 * @param server its host, with the port unless it is the default one
 */
public record TextModel(String model, String server) {}
