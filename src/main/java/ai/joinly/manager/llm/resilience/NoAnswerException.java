package ai.joinly.manager.llm.resilience;

/** A response without anything in it: the model would not, or could not, answer. */
public final class NoAnswerException extends RuntimeException {
  /** Why there is nothing. */
  public enum Reason {
    /** A filter stands before or behind the model. */
    DECLINED,
    /** All tokens that an answer may have went elsewhere, into thoughts perhaps. */
    TOO_LONG,
    /** The model broke off, or wrote a call that its own service cannot read. */
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
