package ai.joinly.manager.llm;

import ai.joinly.manager.domain.agent.AgentConfig;

/** Gives each agent its language model. Thread-safe. */
@FunctionalInterface
public interface LlmClientFactory {
  /**
   * The model that {@code config} asks for. Does not touch the network.
   *
   * @throws ai.joinly.manager.domain.InvalidFieldsException when it cannot be had: no key or no
   *     address (the message names the variable), a base URL that is not allowed
   */
  LlmClient clientFor(AgentConfig config);
}
