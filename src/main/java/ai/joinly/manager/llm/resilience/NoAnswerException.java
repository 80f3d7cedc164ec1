package ai.joinly.manager.llm.resilience;

/** Thrown when a response has no content: the model declined, or could not answer. */
public final class NoAnswerException extends RuntimeException {
  /** Cause of the missing content. */
  public enum Reason {
    /** A content filter blocked the request or the answer. */
    DECLINED,
    /** The token limit was reached before the answer started, for example by reasoning. */
    TOO_LONG,
    /** The model stopped, or wrote a call that its own service cannot parse. */
    BROKEN_OFF
  }

  private final Reason reason;

  public NoAnswerException(Reason reason) {
    super("no answer");
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
