package ai.joinly.manager.llm.provider;

import org.jspecify.annotations.Nullable;

/** Conversion of LangChain4j's token counts. */
final class Tokens {
  private Tokens() {}

  /** Returns the count; 0 when the service reports none or a negative number. */
  static long count(@Nullable Integer tokens) {
    return tokens == null ? 0 : Math.max(0, tokens);
  }
}
