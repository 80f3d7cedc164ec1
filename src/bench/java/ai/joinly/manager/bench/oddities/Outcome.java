package ai.joinly.manager.bench.oddities;

/** What came of a question, as the manager's API shows it. */
enum Outcome {
  /** Something was said or written. */
  ANSWERED,
  /** Nobody asked the agent, and its turn ended. */
  ON_PURPOSE,
  /** Another question came before the answer. */
  SUPERSEDED,
  /** The turn failed, and the agent's log has a warning. */
  WARNED,
  /** Nothing of all that. */
  SILENT
}
