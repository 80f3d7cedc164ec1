package ai.joinly.manager.llm;

/** A response without anything in it: the model would not, or could not, answer. */
final class NoAnswerException extends RuntimeException {
  /** Why there is nothing. */
  enum Reason {
    /** A filter stands before or behind the model. */
    DECLINED,
    /** All tokens that an answer may have went elsewhere, into thoughts perhaps. */
    TOO_LONG,
    /** The model broke off, or wrote a call that its own service cannot read. */
    BROKEN_OFF
  }

  private final Reason reason;

  NoAnswerException(Reason reason) {
    super("no answer");
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
