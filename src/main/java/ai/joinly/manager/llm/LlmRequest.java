package ai.joinly.manager.llm;

import java.util.List;

/** One question to a language model: instructions, the conversation so far, the tools at hand. */
public record LlmRequest(
    String systemPrompt, List<ChatMessage> messages, List<ToolDefinition> tools) {
  public LlmRequest {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }
}
