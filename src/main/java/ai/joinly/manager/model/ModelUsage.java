package ai.joinly.manager.model;

/**
 * What a language model was used for.
 *
 * @param requests that were answered
 */
public record ModelUsage(LlmProvider provider, String model, long requests, TokenUsage tokens) {
  public ModelUsage plus(long moreRequests, TokenUsage moreTokens) {
    return new ModelUsage(provider, model, requests + moreRequests, tokens.plus(moreTokens));
  }
}
