package ai.joinly.manager.llm.provider;

import ai.joinly.manager.llm.AnswerSchema;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.User;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Structured answers by prompt, for services without a schema parameter. */
final class PromptedSchema {
  private static final String FENCE = "```";

  private PromptedSchema() {}

  /** Returns {@code request} with the schema of its answer in the instructions. */
  static LlmRequest ask(LlmRequest request, AnswerSchema schema) {
    String form =
        "Answer with one JSON object and nothing else: no words around it, no code fence."
            + " It must follow this JSON Schema:\n"
            + schema.json();
    List<ChatMessage> messages = request.messages();
    String system = request.systemPrompt();
    if (system.isBlank() && !messages.isEmpty() && messages.getLast() instanceof User last) {
      // The model may accept no separate instructions.
      messages = new ArrayList<>(messages);
      messages.set(messages.size() - 1, new User(last.text() + "\n\n" + form));
    } else {
      system = (system + "\n\n" + form).strip();
    }
    return new LlmRequest(system, messages, request.tools(), Optional.empty(), request.limit());
  }

  /**
   * Returns {@code reply} without the code fence that many models write around JSON nevertheless.
   */
  static LlmReply unwrap(LlmReply reply) {
    String text = reply.message().text().orElse("").strip();
    int begin = text.indexOf('\n');
    int end = text.length() - FENCE.length();
    if (!text.startsWith(FENCE) || !text.endsWith(FENCE) || begin < 0 || begin > end) {
      return reply;
    }
    return new LlmReply(
        new ChatMessage.Assistant(
            Optional.of(text.substring(begin, end).strip()), reply.message().toolCalls()),
        reply.usage());
  }
}
