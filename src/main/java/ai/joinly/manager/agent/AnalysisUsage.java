package ai.joinly.manager.agent;

import ai.joinly.manager.model.TokenUsage;

/** What an agent's analysis took of the language model. Owned by the worker's thread. */
final class AnalysisUsage {
  private long requests;
  private TokenUsage tokens = TokenUsage.NONE;

  /** One request was answered. */
  void used(TokenUsage usage) {
    requests++;
    tokens = tokens.plus(usage);
  }

  /** Requests that were answered. */
  long requests() {
    return requests;
  }

  TokenUsage tokens() {
    return tokens;
  }
}
