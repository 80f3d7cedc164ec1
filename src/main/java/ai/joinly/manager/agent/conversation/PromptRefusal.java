package ai.joinly.manager.agent.conversation;

/** What of a conversation a language model refused. */
public enum PromptRefusal {
  /** Something before the newest words: it answered without that. */
  EARLIER_WORDS,
  /** The newest words themselves, which are against the provider's rules. */
  NEWEST_WORDS,
  /** Its length. */
  TOO_LONG
}
