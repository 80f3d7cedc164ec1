package ai.joinly.manager.llm;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One question to a language model: instructions, the conversation so far, the tools at hand.
 *
 * @param schema the form of the answer; such a request offers no tools. A service that knows no
 *     schemas is asked for JSON in words, so the answer has to be checked in any case
 * @param limit how long its answer is worth waiting for, retries included; the process has a limit
 *     of its own beside it
 */
public record LlmRequest(
    String systemPrompt,
    List<ChatMessage> messages,
    List<ToolDefinition> tools,
    Optional<AnswerSchema> schema,
    Optional<Duration> limit) {
  public LlmRequest {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    if (schema.isPresent() && !tools.isEmpty()) {
      throw new IllegalArgumentException("an answer by schema leaves no room for tools");
    }
  }

  /** A question with tools. */
  public LlmRequest(String systemPrompt, List<ChatMessage> messages, List<ToolDefinition> tools) {
    this(systemPrompt, messages, tools, Optional.empty(), Optional.empty());
  }

  /** A question whose answer is to have a form. */
  public LlmRequest(String systemPrompt, List<ChatMessage> messages, AnswerSchema schema) {
    this(systemPrompt, messages, List.of(), Optional.of(schema), Optional.empty());
  }

  /** Whether a turn asks it: all others, those about analyses, ask for an answer by a schema. */
  public boolean isOfTurn() {
    return schema.isEmpty();
  }

  /** Returns the same question with other tools. */
  public LlmRequest withTools(List<ToolDefinition> tools) {
    return new LlmRequest(systemPrompt, messages, tools, schema, limit);
  }

  /** Returns the same question about another conversation. */
  public LlmRequest with(String systemPrompt, List<ChatMessage> messages) {
    return new LlmRequest(systemPrompt, messages, tools, schema, limit);
  }

  /** The same question, whose answer is worth waiting for {@code limit}. */
  public LlmRequest within(Duration limit) {
    return new LlmRequest(systemPrompt, messages, tools, schema, Optional.of(limit));
  }
}
