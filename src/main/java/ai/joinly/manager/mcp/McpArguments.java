package ai.joinly.manager.mcp;

import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Parser of tool call arguments written by a language model. Thread-safe. */
public final class McpArguments {
  private static final JsonMapper JSON =
      SharedBuffers.mapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private McpArguments() {}

  /**
   * Returns the arguments; empty when they are not a JSON object. Blank text counts as an empty
   * object, since a model may write nothing for no arguments.
   */
  public static Optional<ObjectNode> parse(String arguments) {
    if (arguments.isBlank()) {
      return Optional.of(JSON.createObjectNode());
    }
    try {
      JsonNode node = JSON.readTree(arguments);
      return node instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
