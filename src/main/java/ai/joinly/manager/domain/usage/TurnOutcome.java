package ai.joinly.manager.domain.usage;

/** How a turn ended. */
public enum TurnOutcome {
  /** The model had nothing more to do. */
  DONE,
  /** New speech came while the model thought; nothing of the unfinished round happened. */
  ABORTED,
  /** Somebody spoke while the agent acted; what it did is in the history. */
  INTERRUPTED,
  /** The model asked to leave the meeting. */
  LEAVE,
  /** There was no usable answer, or nobody could hear it; the agent's log says why. */
  FAILED,
  /** A limit of rounds, tool calls, tokens or time was reached. */
  LIMIT
}
