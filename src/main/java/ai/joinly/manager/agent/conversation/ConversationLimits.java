package ai.joinly.manager.agent.conversation;

import ai.joinly.manager.domain.agent.LlmProvider;

/**
 * How much of a meeting a language model is shown.
 *
 * @param characters of all messages
 * @param result characters of a tool's result in the turn in which it came
 * @param pastResult characters of a tool's result later on
 */
public record ConversationLimits(int messages, int characters, int result, int pastResult) {
  /** For models with a large context. */
  public static final ConversationLimits WIDE = new ConversationLimits(50, 120_000, 16_384, 2_048);

  /**
   * For local models: Ollama has room for 4,096 tokens by default, and cuts what is longer without
   * a word, the instructions first.
   */
  static final ConversationLimits NARROW = new ConversationLimits(40, 8_000, 4_096, 512);

  public ConversationLimits {
    if (messages < 1 || characters < 1 || result < 1 || pastResult < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  /** Returns the limits for the models of {@code provider}. */
  public static ConversationLimits of(LlmProvider provider) {
    return switch (provider) {
      case OLLAMA -> NARROW;
      case OPENAI, ANTHROPIC, GOOGLE, AZURE_OPENAI -> WIDE;
    };
  }
}
