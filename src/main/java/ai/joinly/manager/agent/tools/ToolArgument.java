package ai.joinly.manager.agent.tools;

import ai.joinly.manager.jackson.JsonText;
import ai.joinly.manager.jackson.SharedBuffers;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/** Arguments of tool calls as JSON. */
final class ToolArgument {
  private static final JsonMapper JSON = SharedBuffers.mapper().build();

  private ToolArgument() {}

  /** Returns a text argument; empty if the JSON is invalid or the text is missing or blank. */
  static Optional<String> text(ToolCall call, String name) {
    try {
      JsonNode value = JSON.readTree(call.arguments()).path(name);
      return value.isTextual() && !value.textValue().isBlank()
          ? Optional.of(value.textValue())
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Returns a JSON object with one text. */
  static String of(String name, String text) {
    return JsonText.of(JSON.createObjectNode().put(name, text));
  }
}
