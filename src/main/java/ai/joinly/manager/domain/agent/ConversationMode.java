package ai.joinly.manager.domain.agent;

/** Mode of an agent: takes part in the conversation, or only listens and analyses. */
public enum ConversationMode {
  CONVERSATIONAL,
  ANALYST
}
