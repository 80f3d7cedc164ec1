package ai.joinly.manager.llm.resilience;

/** Meaning of a response with a status other than 2xx. */
enum Refusal {
  /** The key is invalid or lacks permission. */
  KEY,
  /** The account's budget is used up. */
  QUOTA,
  /** Too many requests. */
  RATE,
  /** A content filter rejected the conversation. */
  CONTENT,
  /** The conversation exceeds the model's context window. */
  LENGTH,
  /** The model does not support tools. */
  TOOLS,
  /** The server could not parse the call that its own model wrote. */
  UNREADABLE_CALL,
  /** The server's own time limit expired. */
  TIMEOUT,
  SERVER,
  REDIRECT,
  /** The request cannot succeed: an unknown model, for example. */
  REQUEST
}
