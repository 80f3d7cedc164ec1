package ai.joinly.manager.agent.session;

import ai.joinly.manager.domain.agent.AgentConfig;

/** What can hinder an agent that goes on all the same; the gravest first. */
public enum Impairment {
  /** What happens cannot be kept. */
  STORE,
  /** The meeting server does not answer, or has not let the agent in. */
  MEETING,
  /** The transcript cannot be read as it should be. */
  HEARING,
  /** The newest turn that was to answer somebody did not. */
  ANSWERS,
  /** A further tool server cannot be used, so tools are missing. */
  TOOLS,
  /** The meeting's chat cannot be read. */
  CHAT,
  /** The analysis cannot be brought up to date. */
  ANALYSIS;

  /** What a language model that does not answer hinders first. */
  public static Impairment ofThinking(AgentConfig config) {
    return switch (config.conversationMode()) {
      case CONVERSATIONAL -> ANSWERS;
      case ANALYST -> ANALYSIS;
    };
  }
}
