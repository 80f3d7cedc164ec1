package ai.joinly.manager.llm;

/**
 * A language model that gave no usable answer. The message is a sentence without secrets, prompts
 * or speech.
 */
public final class LlmException extends Exception {
  /** What went wrong, as far as somebody can act on it. */
  public enum Category {
    KEY_REFUSED,
    /** What the account may spend is spent. */
    QUOTA_EXHAUSTED,
    /** Too many requests at once; it passes. */
    RATE_LIMITED,
    TIMED_OUT,
    UNREACHABLE,
    SERVER_ERROR,
    REQUEST_REFUSED,
    BAD_ANSWER,
    /** Something in the request is against the provider's rules; without it, it would answer. */
    DECLINED,
    /** The conversation is longer than the model can take in. */
    TOO_LONG,
    /** The model or its server takes no tools; without them it would answer. */
    TOOLS_UNSUPPORTED,
    /**
     * Nobody was asked, since the last answers were refusals that do not pass by themselves, or the
     * server has asked for time.
     */
    CIRCUIT_OPEN
  }

  private final Category category;
  private final String sentence;

  public LlmException(Category category, String sentence) {
    super(sentence);
    this.category = category;
    this.sentence = sentence;
  }

  public Category category() {
    return category;
  }

  /** What went wrong and what can be done, for the user. */
  public String sentence() {
    return sentence;
  }
}
