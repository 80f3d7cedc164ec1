package ai.joinly.manager.llm.reading;

/** The result of reading the body of an answer with a status of 2xx. */
public sealed interface AnswerReading {
  /**
   * An answer.
   *
   * @param body JSON text in the proper form of the protocol
   */
  record Proper(String body) implements AnswerReading {}

  /**
   * An error that came with a status of 2xx.
   *
   * @param status the status that it should have had
   * @param body JSON text with the error in the field {@code error}
   */
  record Refused(int status, String body) implements AnswerReading {
    public Refused {
      if (status < 400 || status > 599) {
        throw new IllegalArgumentException("not the status of an error: " + status);
      }
    }
  }

  /** An answer without content, for a reason that the server gives. */
  record Nothing(Reason reason) implements AnswerReading {}

  /** A body that is no answer of this protocol. */
  record Unreadable() implements AnswerReading {}

  /** Why an answer has no content. */
  enum Reason {
    /** A filter or the model itself refused to answer. */
    DECLINED,
    /** The answer reached its longest length before there was content. */
    TOO_LONG,
    /** The model or its server broke off. */
    BROKEN_OFF
  }
}
