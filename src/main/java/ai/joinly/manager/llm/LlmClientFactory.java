package ai.joinly.manager.llm;

import ai.joinly.manager.domain.agent.AgentConfig;

/** Factory of the agents' language model clients. Thread-safe. */
@FunctionalInterface
public interface LlmClientFactory {
  /**
   * Returns the client for the model in {@code config}. Does no network access.
   *
   * @throws ai.joinly.manager.domain.InvalidFieldsException when there is no key or no address (the
   *     message names the variable), or the base URL is not allowed
   */
  LlmClient clientFor(AgentConfig config);
}
