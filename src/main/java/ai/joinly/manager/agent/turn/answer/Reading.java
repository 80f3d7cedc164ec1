package ai.joinly.manager.agent.turn.answer;

import ai.joinly.manager.llm.ChatMessage.Assistant;

/** Interpretation of a model's answer. */
public sealed interface Reading {
  /** The calls of {@code answer} are executed. Some may replace its text. */
  record Act(Assistant answer) implements Reading {}

  /** The model is called again. */
  record AskAgain(Flaw flaw, Assistant answer) implements Reading {}

  /** The turn has failed. */
  record Unusable(TurnFailure failure) implements Reading {}

  /** Flaw of an answer. */
  enum Flaw {
    /** The answer is text, which no one hears. */
    TEXT,
    /** The answer is empty. */
    EMPTY
  }
}
