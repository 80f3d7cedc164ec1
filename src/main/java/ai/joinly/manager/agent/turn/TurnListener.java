package ai.joinly.manager.agent.turn;

import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.model.LogLevel;
import java.util.List;

/** Hears what a turn does. Called on the turn's threads; must not throw. */
public interface TurnListener {
  /** A round is over: the model's answer and the results of all its calls, in order. */
  void onRound(ChatMessage.Assistant answer, List<ChatMessage.ToolResult> results);

  /** Something for the agent's log. */
  void onNote(LogLevel level, String text);
}
