package ai.joinly.manager.llm;

import ai.joinly.manager.domain.UserMessageException;

/** A language model that gave no usable answer. */
public final class LlmException extends UserMessageException {
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

  public LlmException(Category category, String userMessage) {
    super(userMessage);
    this.category = category;
  }

  public Category category() {
    return category;
  }
}
