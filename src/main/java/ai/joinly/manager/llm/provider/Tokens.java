package ai.joinly.manager.llm.provider;

import org.jspecify.annotations.Nullable;

/** Counts of tokens as LangChain4j has them. */
final class Tokens {
  private Tokens() {}

  /** Nothing where the service does not tell, or tells nonsense. */
  static long count(@Nullable Integer tokens) {
    return tokens == null ? 0 : Math.max(0, tokens);
  }
}
