package ai.joinly.manager.agent.turn.answer;

/**
 * Why a turn ended without an answer.
 *
 * @param userMessage what happened and what to do, without anything that was said
 */
public record TurnFailure(Reason reason, String userMessage) {
  /** The kind of failure. */
  public enum Reason {
    /** The language model gave no answer. */
    MODEL,
    /** It answered in text that nobody hears, even when it was asked again. */
    NO_CALL,
    /** Its answer was empty, even when it was asked again. */
    EMPTY,
    /** What it wanted to say or write did not reach the meeting. */
    UNSAID,
    /** A limit of rounds, calls, tokens or time was reached. */
    LIMIT,
    /** A defect of the manager. */
    DEFECT
  }
}
