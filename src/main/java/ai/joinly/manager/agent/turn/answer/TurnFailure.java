package ai.joinly.manager.agent.turn.answer;

/**
 * Reason why a turn ended without an answer.
 *
 * @param userMessage problem and remedy, without words from the meeting
 */
public record TurnFailure(Reason reason, String userMessage) {
  /** Kind of failure. */
  public enum Reason {
    /** The language model gave no answer. */
    MODEL,
    /** The model answered in text, which no one hears, also when it was called again. */
    NO_CALL,
    /** The model's answer was empty, also when it was called again. */
    EMPTY,
    /** The answer could not be said or written in the meeting. */
    UNSAID,
    /** A limit of rounds, calls, tokens or time was reached. */
    LIMIT,
    /** A defect of the manager. */
    DEFECT
  }
}
