package ai.joinly.manager.agent;

/** What can hinder an agent that goes on all the same; the gravest first. */
enum Hindrance {
  /** What happens cannot be kept. */
  STORE,
  /** The language model does not answer. */
  LLM,
  /** The analysis cannot be brought up to date. */
  ANALYSIS
}
