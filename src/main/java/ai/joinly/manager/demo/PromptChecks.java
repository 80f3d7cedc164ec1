package ai.joinly.manager.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What OpenAI's servers refuse, and a lenient stand-in would let pass: an answer with tool calls
 * must be followed by the result of each, and a result must belong to the answer before it.
 */
final class PromptChecks {
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool");

  private PromptChecks() {}

  /** What is wrong with {@code request}. */
  static Optional<String> problem(JsonNode request) {
    if (!request.path("model").isTextual()) {
      return Optional.of("you must provide a model parameter");
    }
    if (!request.path("messages").isArray() || request.path("messages").isEmpty()) {
      return Optional.of("[] is too short - 'messages'");
    }
    Set<String> open = new HashSet<>();
    for (JsonNode message : request.path("messages")) {
      if (!ROLES.contains(message.path("role").asText())) {
        return Optional.of("invalid value for 'role'");
      }
      if (message.path("role").asText().equals("tool")) {
        if (!open.remove(message.path("tool_call_id").asText())) {
          return Optional.of(
              "messages with role 'tool' must be a response to a preceding message with"
                  + " 'tool_calls'");
        }
        continue;
      }
      if (!open.isEmpty()) {
        return unanswered();
      }
      for (JsonNode call : message.path("tool_calls")) {
        open.add(call.path("id").asText());
      }
    }
    return open.isEmpty() ? Optional.empty() : unanswered();
  }

  private static Optional<String> unanswered() {
    return Optional.of(
        "an assistant message with 'tool_calls' must be followed by tool messages responding to"
            + " each 'tool_call_id'");
  }
}
