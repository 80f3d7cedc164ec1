package ai.joinly.manager.llm;

import ai.joinly.manager.model.AgentConfig;
import ai.joinly.manager.model.LlmProvider;

/** Gives each agent its language model. Thread-safe. */
@FunctionalInterface
public interface LlmClientFactory {
  /**
   * The model that {@code config} asks for. Does not touch the network.
   *
   * @throws ai.joinly.manager.model.InvalidFieldsException when it cannot be had: an unsupported
   *     provider, no key (the message names the variable), a base URL that is not allowed
   */
  LlmClient clientFor(AgentConfig config);

  /**
   * Refuses a provider that no key can help.
   *
   * @throws ai.joinly.manager.model.InvalidFieldsException when agents cannot think with {@code
   *     provider} at all
   */
  default void requireSupported(LlmProvider provider) {}
}
