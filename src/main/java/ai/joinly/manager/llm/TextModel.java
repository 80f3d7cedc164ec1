package ai.joinly.manager.llm;

/**
 * A model at a server that is asked without tools.
 *
 * @param server its host, with the port where it is not the usual one
 */
public record TextModel(String model, String server) {}
