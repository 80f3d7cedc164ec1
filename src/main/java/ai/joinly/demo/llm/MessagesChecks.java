package ai.joinly.demo.llm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Checks of Anthropic's servers, which a lenient simulation would omit. Above all, an answer with
 * tool calls must be followed immediately by a message that begins with the result of each call.
 */
final class MessagesChecks {
  private MessagesChecks() {}

  /** Returns the error of {@code request}; empty if it is valid. */
  static Optional<String> problem(JsonNode request) {
    if (!request.path("model").isTextual()) {
      return Optional.of("model: Field required");
    }
    if (request.path("max_tokens").asInt() < 1) {
      return Optional.of("max_tokens: Field required");
    }
    JsonNode messages = request.path("messages");
    if (!messages.isArray() || messages.isEmpty()) {
      return Optional.of("messages: at least one message is required");
    }
    if (!messages.path(0).path("role").asText().equals("user")) {
      return Optional.of("messages: first message must use the \"user\" role");
    }
    return tools(request).or(() -> schema(request)).or(() -> messages(messages));
  }

  private static Optional<String> tools(JsonNode request) {
    for (JsonNode tool : request.path("tools")) {
      if (!tool.path("name").asText().matches("[a-zA-Z0-9_-]{1,128}")
          || !tool.at("/input_schema/type").asText().equals("object")) {
        return Optional.of("tools: name and input_schema.type are required");
      }
    }
    return request.has("tool_choice") && request.path("tools").isEmpty()
        ? Optional.of("tool_choice: may only be specified while providing tools")
        : Optional.empty();
  }

  private static Optional<String> schema(JsonNode request) {
    JsonNode format = request.at("/output_config/format");
    return format.isMissingNode()
            || (format.path("type").asText().equals("json_schema")
                && !format.at("/schema/additionalProperties").asBoolean(true))
        ? Optional.empty()
        : Optional.of("output_config.format.schema: additionalProperties must be false");
  }

  private static Optional<String> messages(JsonNode messages) {
    Set<String> open = new HashSet<>();
    Set<String> all = new HashSet<>();
    for (JsonNode message : messages) {
      String role = message.path("role").asText();
      if (!role.equals("user") && !role.equals("assistant")) {
        return Optional.of("messages: role must be user or assistant");
      }
      Optional<String> problem = blocks(message, role, open);
      if (problem.isPresent()) {
        return problem;
      }
      if (!open.isEmpty()) {
        return Optional.of(
            "messages: tool_use ids were found without tool_result blocks immediately after");
      }
      for (JsonNode block : message.path("content")) {
        if (block.path("type").asText().equals("tool_use")) {
          open.add(block.path("id").asText());
          if (!all.add(block.path("id").asText())) {
            return Optional.of("messages: tool_use ids must be unique");
          }
        }
      }
    }
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of("messages: tool_use ids were found without tool_result blocks");
  }

  /** Removes the calls for which {@code message} has results from {@code open}. */
  private static Optional<String> blocks(JsonNode message, String role, Set<String> open) {
    JsonNode content = message.path("content");
    if (content.isTextual() ? content.textValue().isBlank() : content.isEmpty()) {
      return Optional.of("messages: content must not be empty");
    }
    boolean resultsOver = false;
    for (JsonNode block : content) {
      switch (block.path("type").asText()) {
        case "text" -> {
          if (block.path("text").asText().isBlank()) {
            return Optional.of("messages: text content blocks must be non-empty");
          }
          resultsOver = true;
        }
        case "image" -> resultsOver = true;
        case "tool_use" -> {
          if (!role.equals("assistant")
              || !block.path("id").asText().matches("[a-zA-Z0-9_-]+")
              || !block.path("name").isTextual()
              || !block.path("input").isObject()) {
            return Optional.of("messages: tool_use needs an id, a name and an input");
          }
        }
        case "tool_result" -> {
          if (!role.equals("user")
              || resultsOver
              || !open.remove(block.path("tool_use_id").asText())) {
            return Optional.of("messages: unexpected tool_use_id found in tool_result blocks");
          }
        }
        default -> {
          return Optional.of("messages: unknown type of content");
        }
      }
    }
    return Optional.empty();
  }
}
