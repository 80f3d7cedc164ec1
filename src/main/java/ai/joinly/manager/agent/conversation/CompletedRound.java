package ai.joinly.manager.agent.conversation;

import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import java.util.List;

/**
 * Answer of a model and the results of all its calls, in order.
 *
 * @param number number of the round in its turn, from 1
 * @param interrupted whether a participant interrupted the agent
 */
public record CompletedRound(
    int number, Assistant answer, List<ToolResult> results, boolean interrupted) {
  public CompletedRound {
    results = List.copyOf(results);
  }
}
