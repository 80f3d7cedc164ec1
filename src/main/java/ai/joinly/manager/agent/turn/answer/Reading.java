package ai.joinly.manager.agent.turn.answer;

import ai.joinly.manager.llm.ChatMessage.Assistant;

/** What is to be done with a model's answer. */
public sealed interface Reading {
  /** The calls of {@code answer} are carried out; some may stand for text that it had. */
  record Act(Assistant answer) implements Reading {}

  /** The model is asked once more. */
  record AskAgain(Flaw flaw, Assistant answer) implements Reading {}

  /** The turn has failed. */
  record Unusable(TurnFailure failure) implements Reading {}

  /** What was wrong with an answer. */
  enum Flaw {
    /** Text that nobody hears. */
    TEXT,
    /** Nothing at all. */
    EMPTY
  }
}
