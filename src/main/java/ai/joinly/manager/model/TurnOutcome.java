package ai.joinly.manager.model;

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
  /** The language model gave no usable answer. */
  FAILED,
  /** A limit of rounds or time was reached. */
  LIMIT
}
