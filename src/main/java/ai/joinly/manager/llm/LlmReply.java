package ai.joinly.manager.llm;

import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.llm.repair.Repair;
import java.util.List;

/**
 * A model's answer and what it cost.
 *
 * @param notes warnings for the agent's log
 * @param repairs without which the server would not have answered, learned by this request
 */
public record LlmReply(
    ChatMessage.Assistant message, TokenUsage usage, List<String> notes, List<Repair> repairs) {
  public LlmReply {
    notes = List.copyOf(notes);
    repairs = List.copyOf(repairs);
  }

  /** An answer to the request as it was made. */
  public LlmReply(ChatMessage.Assistant message, TokenUsage usage) {
    this(message, usage, List.of(), List.of());
  }
}
