package ai.joinly.demo.llm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Checks of OpenAI's servers, which a lenient simulation would omit: an answer with tool calls must
 * be followed by the result of each call, and a result must belong to the answer before it.
 */
final class PromptChecks {
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool");

  private PromptChecks() {}

  /**
   * Returns the error of {@code request}; empty if it is valid.
   *
   * @param namesModel whether the request must contain the model, instead of the address
   */
  static Optional<String> problem(JsonNode request, boolean namesModel) {
    if (namesModel && !request.path("model").isTextual()) {
      return Optional.of("you must provide a model parameter");
    }
    if (!request.path("messages").isArray() || request.path("messages").isEmpty()) {
      return Optional.of("[] is too short - 'messages'");
    }
    JsonNode format = request.path("response_format");
    if (format.path("type").asText().equals("json_schema")
        && (!format.at("/json_schema/name").isTextual()
            || !format.at("/json_schema/schema").isObject())) {
      return Optional.of("missing required parameter: 'response_format.json_schema'");
    }
    if (request.has("tool_choice") && request.path("tools").isEmpty()) {
      return Optional.of("'tool_choice' is only allowed when 'tools' are specified");
    }
    return messages(request);
  }

  private static Optional<String> messages(JsonNode request) {
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
      if (message.path("content").isEmpty()
          && !message.path("content").isTextual()
          && message.path("tool_calls").isEmpty()) {
        return Optional.of("invalid value for 'content': expected a string or an array");
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
