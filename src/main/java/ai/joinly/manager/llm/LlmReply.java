package ai.joinly.manager.llm;

import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.llm.repair.Repair;
import java.util.List;

/**
 * Answer of a model with its token usage.
 *
 * @param notes warnings for the agent's log
 * @param repairs changes of the request that were needed for an answer and were learned by this
 *     request
 */
public record LlmReply(
    ChatMessage.Assistant message, TokenUsage usage, List<String> notes, List<Repair> repairs) {
  public LlmReply {
    notes = List.copyOf(notes);
    repairs = List.copyOf(repairs);
  }

  /** Creates an answer to an unchanged request. */
  public LlmReply(ChatMessage.Assistant message, TokenUsage usage) {
    this(message, usage, List.of(), List.of());
  }
}
