package ai.joinly.simulator.meeting;

/**
 * One finished {@code speak_text} call.
 *
 * @param text the requested text
 * @param heard the spoken part, in pieces joined by spaces; an interrupted piece ends in {@code
 *     ...}
 * @param muted whether the agent was muted when it ended
 */
public record SpokenText(String text, String heard, Outcome outcome, boolean muted) {
  /** Outcome of a speech. */
  public enum Outcome {
    FINISHED,
    INTERRUPTED,
    /** The agent left the meeting meanwhile, or the call was cancelled. */
    CUT_OFF
  }
}
