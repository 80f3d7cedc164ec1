package ai.joinly.manager.agent.turn;

import ai.joinly.manager.agent.conversation.CompletedRound;
import ai.joinly.manager.agent.conversation.PromptRefusal;
import ai.joinly.manager.domain.agent.LogLevel;

/** Hears what a turn does. Called on the turn's threads; must not throw. */
public interface TurnListener {
  /** A round is over. */
  void onRound(CompletedRound round);

  /** Something for the agent's log. */
  void onNote(LogLevel level, String text);

  /**
   * The agent has spoken.
   *
   * @param text what people heard of it
   */
  default void onSaid(String text) {}

  /** The agent has written in the meeting's chat. */
  void onChatSent(String text);

  /** The model refused the conversation, or a part of it. */
  default void onRefusal(PromptRefusal refusal) {}

  /** The model is asked without tools. */
  default void onTextMode() {}

  /** From now on the turn does nothing but speak. */
  void onOnlySpeech();
}
