package ai.joinly.manager.llm;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks for the form of an answer where the service itself cannot be told of it. */
final class SchemaInWords {
  private static final Pattern FENCED =
      Pattern.compile("(?s)\\s*```\\w*\\s*\\n(.*?)\\n?\\s*```\\s*");

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
    Optional<String> text = reply.message().text();
    Matcher fenced = FENCED.matcher(text.orElse(""));
    return fenced.matches()
        ? new LlmReply(
            new ChatMessage.Assistant(Optional.of(fenced.group(1)), reply.message().toolCalls()),
            reply.usage())
        : reply;
  }
}
