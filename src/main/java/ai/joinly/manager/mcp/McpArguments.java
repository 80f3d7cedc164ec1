package ai.joinly.manager.mcp;

import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Reads the arguments of a tool call, which a language model wrote. Thread-safe. */
public final class McpArguments {
  private static final JsonMapper JSON =
      SharedBuffers.mapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private McpArguments() {}

  /** The arguments; empty when they are no JSON object. A model may write nothing for none. */
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
