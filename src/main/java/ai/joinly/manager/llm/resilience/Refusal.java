package ai.joinly.manager.llm.resilience;

/** What an answer with a status other than 2xx means. */
enum Refusal {
  /** The key is wrong, or may not do this. */
  KEY,
  /** What the account may spend is spent. */
  QUOTA,
  /** Too much at once. */
  RATE,
  /** A filter did not like what was said. */
  CONTENT,
  /** The conversation is longer than the model can take in. */
  LENGTH,
  /** The model takes no tools. */
  TOOLS,
  /** The server could not read the call that its own model wrote. */
  UNREADABLE_CALL,
  /** The server itself gave up waiting. */
  TIMEOUT,
  SERVER,
  REDIRECT,
  /** The request cannot succeed: an unknown model, for example. */
  REQUEST
}
