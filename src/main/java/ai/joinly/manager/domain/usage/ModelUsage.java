package ai.joinly.manager.domain.usage;

import ai.joinly.manager.domain.agent.LlmProvider;

/**
 * Usage of a language model.
 *
 * @param requests the number of answered requests
 */
public record ModelUsage(LlmProvider provider, String model, long requests, TokenUsage tokens) {
  public ModelUsage plus(long moreRequests, TokenUsage moreTokens) {
    return new ModelUsage(provider, model, requests + moreRequests, tokens.plus(moreTokens));
  }
}
