package ai.joinly.manager.llm;

import java.util.Optional;

/** Asks for the form of an answer where the service itself cannot be told of it. */
final class SchemaInWords {
  private static final String FENCE = "```";

  private SchemaInWords() {}

  /** {@code request} with the form of its answer in the instructions. */
  static LlmRequest ask(LlmRequest request, AnswerSchema schema) {
    return new LlmRequest(
        request.systemPrompt()
            + "\n\nAnswer with one JSON object and nothing else: no words around it, no code fence."
            + " It must follow this JSON Schema:\n"
            + schema.json(),
        request.messages(),
        request.tools(),
        Optional.empty(),
        request.limit());
  }

  /** {@code reply} without the fence that many models put around JSON all the same. */
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
