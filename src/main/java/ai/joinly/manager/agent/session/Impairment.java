package ai.joinly.manager.agent.session;

import ai.joinly.manager.domain.agent.AgentConfig;

/** Problems with which an agent continues to run, most severe first. */
public enum Impairment {
  /** Events cannot be stored. */
  STORE,
  /** The meeting server does not answer, or has not admitted the agent. */
  MEETING,
  /** The transcript cannot be read, or only in part. */
  HEARING,
  /** The latest turn that should have answered a participant failed. */
  ANSWERS,
  /** An additional tool server cannot be used, so tools are missing. */
  TOOLS,
  /** The meeting's chat cannot be read. */
  CHAT,
  /** The analysis cannot be updated. */
  ANALYSIS;

  /** Returns the impairment that a failing language model causes. */
  public static Impairment ofThinking(AgentConfig config) {
    return switch (config.conversationMode()) {
      case CONVERSATIONAL -> ANSWERS;
      case ANALYST -> ANALYSIS;
    };
  }
}
