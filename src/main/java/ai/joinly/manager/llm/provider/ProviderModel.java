package ai.joinly.manager.llm.provider;

import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.resilience.Failure;
import ai.joinly.manager.llm.resilience.OptionalParameter;
import java.util.Set;

/** A model as one provider's protocol has it. Thread-safe; blocks the calling virtual thread. */
@FunctionalInterface
public interface ProviderModel {
  double TEMPERATURE = 0.2;

  /**
   * Asks once.
   *
   * @param parameters what the request may carry
   * @throws RuntimeException whatever LangChain4j makes of a failure; {@link Failure} tells what it
   *     means
   */
  LlmReply ask(LlmRequest request, Set<OptionalParameter> parameters);
}
