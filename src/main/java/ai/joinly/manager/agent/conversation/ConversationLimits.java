package ai.joinly.manager.agent.conversation;

import ai.joinly.manager.domain.agent.LlmProvider;

/**
 * Limits of the conversation that a language model receives.
 *
 * @param messages number of messages
 * @param characters total characters of all messages
 * @param result characters of a tool result in its own turn
 * @param pastResult characters of a tool result in later turns
 */
public record ConversationLimits(int messages, int characters, int result, int pastResult) {
  /** Limits for models with a large context. */
  public static final ConversationLimits WIDE = new ConversationLimits(50, 120_000, 16_384, 2_048);

  /**
   * Limits for local models. Ollama has room for 4,096 tokens by default, and silently truncates
   * longer requests, the instructions first.
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
