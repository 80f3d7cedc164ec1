package ai.joinly.manager.llm.provider;

import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.resilience.Failure;
import ai.joinly.manager.llm.resilience.OptionalParameter;
import java.util.Set;

/** Model behind one provider's protocol. Thread-safe; blocks the calling virtual thread. */
@FunctionalInterface
public interface ProviderModel {
  double TEMPERATURE = 0.2;

  /**
   * Sends one request.
   *
   * @param parameters the parameters that the request may carry
   * @throws RuntimeException LangChain4j's exception; {@link Failure} classifies it
   */
  LlmReply ask(LlmRequest request, Set<OptionalParameter> parameters);
}
