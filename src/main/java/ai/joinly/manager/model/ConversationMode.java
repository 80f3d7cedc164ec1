package ai.joinly.manager.model;

/** Whether an agent takes part or only listens and analyses. */
public enum ConversationMode {
  CONVERSATIONAL,
  ANALYST
}
