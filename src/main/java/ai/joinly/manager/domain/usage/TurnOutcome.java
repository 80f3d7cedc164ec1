package ai.joinly.manager.domain.usage;

/** Outcome of a turn. */
public enum TurnOutcome {
  /** The model completed the turn. */
  DONE,
  /** A participant spoke during the model call; the unfinished round had no effect. */
  ABORTED,
  /** A participant spoke while the agent acted; its actions are in the history. */
  INTERRUPTED,
  /** The model requested to leave the meeting. */
  LEAVE,
  /** There was no usable answer, or it could not be spoken; the agent's log has the reason. */
  FAILED,
  /** A limit of rounds, tool calls, tokens or time was reached. */
  LIMIT
}
