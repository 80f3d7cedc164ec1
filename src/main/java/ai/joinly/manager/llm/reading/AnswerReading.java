package ai.joinly.manager.llm.reading;

/** Result of parsing the body of an answer with status 2xx. */
public sealed interface AnswerReading {
  /**
   * Valid answer.
   *
   * @param body JSON text in the regular form of the protocol
   */
  record Proper(String body) implements AnswerReading {}

  /**
   * Error in an answer with status 2xx.
   *
   * @param status the appropriate error status
   * @param body JSON text with the error in the field {@code error}
   */
  record Refused(int status, String body) implements AnswerReading {
    public Refused {
      if (status < 400 || status > 599) {
        throw new IllegalArgumentException("not an error status: " + status);
      }
    }
  }

  /** Answer without content, with the reason that the server reports. */
  record Nothing(Reason reason) implements AnswerReading {}

  /** Body that does not conform to this protocol. */
  record Unreadable() implements AnswerReading {}

  /** Reason for missing content. */
  enum Reason {
    /** A filter or the model itself refused to answer. */
    DECLINED,
    /** The answer reached its maximum length before there was content. */
    TOO_LONG,
    /** The model or its server stopped early. */
    BROKEN_OFF
  }
}
