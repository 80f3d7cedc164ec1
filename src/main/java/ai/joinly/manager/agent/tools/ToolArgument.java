package ai.joinly.manager.agent.tools;

import ai.joinly.manager.jackson.JsonText;
import ai.joinly.manager.jackson.SharedBuffers;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/** Reads and writes arguments of tool calls. */
final class ToolArgument {
  private static final JsonMapper JSON = SharedBuffers.mapper().build();

  private ToolArgument() {}

  /** A text that is not empty; a model may have written anything. */
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

  /** An object with that one text. */
  static String of(String name, String text) {
    return JsonText.of(JSON.createObjectNode().put(name, text));
  }
}
