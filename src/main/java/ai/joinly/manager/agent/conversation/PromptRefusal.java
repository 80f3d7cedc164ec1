package ai.joinly.manager.agent.conversation;

/** Part of a conversation that a language model refused. */
public enum PromptRefusal {
  /** Words before the newest ones: the model answered without them. */
  EARLIER_WORDS,
  /** The newest words, which violate the provider's rules. */
  NEWEST_WORDS,
  /** The length of the conversation. */
  TOO_LONG
}
