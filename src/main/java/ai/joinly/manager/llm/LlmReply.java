package ai.joinly.manager.llm;

/** A model's answer and what it cost. */
public record LlmReply(ChatMessage.Assistant message, TokenUsage usage) {
  /** Tokens of one request; zero where the service does not tell. */
  public record TokenUsage(long inputTokens, long outputTokens) {
    public static final TokenUsage NONE = new TokenUsage(0, 0);
  }
}
