package ai.joinly.simulator.meeting;

/**
 * One finished {@code speak_text} call.
 *
 * @param text what was to be said
 * @param heard what was said of it, in pieces joined by blanks; an interrupted piece ends in {@code
 *     ...}
 * @param muted whether the agent was muted when it ended
 */
public record SpokenText(String text, String heard, Outcome outcome, boolean muted) {
  /** How a speech ended. */
  public enum Outcome {
    FINISHED,
    INTERRUPTED,
    /** The agent left the meeting meanwhile, or the call was cancelled. */
    CUT_OFF
  }
}
