package ai.joinly.manager.llm;

import ai.joinly.manager.domain.UserMessageException;

/** Thrown when a language model gave no usable answer. */
public final class LlmException extends UserMessageException {
  /** Cause of the failure, as far as a user or the manager can act on it. */
  public enum Category {
    KEY_REFUSED,
    /** The account's budget is used up. */
    QUOTA_EXHAUSTED,
    /** Too many requests; transient. */
    RATE_LIMITED,
    TIMED_OUT,
    UNREACHABLE,
    SERVER_ERROR,
    REQUEST_REFUSED,
    BAD_ANSWER,
    /**
     * Part of the request violates the provider's content policy; the model would answer without
     * it.
     */
    DECLINED,
    /** The conversation exceeds the model's context window. */
    TOO_LONG,
    /** The model or its server does not support tools; it would answer without them. */
    TOOLS_UNSUPPORTED,
    /**
     * The model was not called, because the last answers were permanent refusals or the server
     * requested a pause.
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
