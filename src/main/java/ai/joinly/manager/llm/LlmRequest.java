package ai.joinly.manager.llm;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Request to a language model: instructions, the conversation so far, and the available tools.
 *
 * @param schema the form of the answer; such a request offers no tools. A service without schema
 *     support gets the schema in the prompt, so the answer must be validated in any case
 * @param limit the caller's time limit for the answer, retries included; the process-wide limit
 *     applies in addition
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
      throw new IllegalArgumentException("a request with a schema must not offer tools");
    }
  }

  /** Creates a request with tools. */
  public LlmRequest(String systemPrompt, List<ChatMessage> messages, List<ToolDefinition> tools) {
    this(systemPrompt, messages, tools, Optional.empty(), Optional.empty());
  }

  /** Creates a request for a structured answer. */
  public LlmRequest(String systemPrompt, List<ChatMessage> messages, AnswerSchema schema) {
    this(systemPrompt, messages, List.of(), Optional.of(schema), Optional.empty());
  }

  /**
   * Returns whether the request belongs to a turn. All others, those for analyses, have a schema.
   */
  public boolean isOfTurn() {
    return schema.isEmpty();
  }

  /** Returns the same request with other tools. */
  public LlmRequest withTools(List<ToolDefinition> tools) {
    return new LlmRequest(systemPrompt, messages, tools, schema, limit);
  }

  /** Returns the same request with another prompt and conversation. */
  public LlmRequest with(String systemPrompt, List<ChatMessage> messages) {
    return new LlmRequest(systemPrompt, messages, tools, schema, limit);
  }

  /** Returns the same request with the time limit {@code limit}. */
  public LlmRequest within(Duration limit) {
    return new LlmRequest(systemPrompt, messages, tools, schema, Optional.of(limit));
  }
}
