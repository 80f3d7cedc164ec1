package ai.joinly.manager.domain.agent;

/** Whether an agent takes part or only listens and analyses. */
public enum ConversationMode {
  CONVERSATIONAL,
  ANALYST
}
