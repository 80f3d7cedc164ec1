package ai.joinly.manager.llm;

import java.util.Set;

/** A model as one provider's protocol has it. Thread-safe; blocks the calling virtual thread. */
@FunctionalInterface
interface ProviderModel {
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
