package ai.joinly.manager.agent.turn;

import ai.joinly.manager.agent.conversation.CompletedRound;
import ai.joinly.manager.agent.conversation.PromptRefusal;
import ai.joinly.manager.domain.agent.LogLevel;

/** Listener of a turn's actions. Called on the turn's threads; must not throw. */
public interface TurnListener {
  /** A round has ended. */
  void onRound(CompletedRound round);

  /** Reports a line for the agent's log. */
  void onNote(LogLevel level, String text);

  /**
   * The agent has spoken.
   *
   * @param text the part that people heard
   */
  default void onSaid(String text) {}

  /** The agent has written in the meeting's chat. */
  void onChatSent(String text);

  /** The model has refused the conversation, or a part of it. */
  default void onRefusal(PromptRefusal refusal) {}

  /** The model is called without tools. */
  default void onTextMode() {}

  /** A speech is now the turn's only remaining action. */
  void onOnlySpeech();
}
