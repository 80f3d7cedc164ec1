package ai.joinly.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Set;

/** Messages without what differs from run to run: times, pictures, how far a speech came. */
final class Normalised {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> VARYING = Set.of("start", "end", "timestamp", "minutes", "data");
  private static final String INTERRUPTED = "Interrupted by detected speech. Spoken until now: \"";

  private Normalised() {}

  /** An event's message; the frame around it must be exact. */
  static JsonNode event(String chunk) throws JsonProcessingException {
    String frame = "event: message\r\ndata: ";
    if (!chunk.startsWith(frame) || !chunk.endsWith("\r\n\r\n")) {
      throw new AssertionError("Not framed as an event: " + chunk);
    }
    return message(chunk.substring(frame.length(), chunk.length() - 4));
  }

  static JsonNode message(String json) throws JsonProcessingException {
    return normalise("", MAPPER.readTree(json));
  }

  private static JsonNode normalise(String name, JsonNode node) {
    if (VARYING.contains(name) && (node.isNumber() || node.isTextual()) && !isEmpty(node)) {
      return TextNode.valueOf("<" + name + ">");
    }
    return switch (node.getNodeType()) {
      case OBJECT -> {
        ObjectNode copy = MAPPER.createObjectNode();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
          copy.set(field.getKey(), normalise(field.getKey(), field.getValue()));
        }
        yield copy;
      }
      case ARRAY -> {
        ArrayNode copy = MAPPER.createArrayNode();
        node.forEach(element -> copy.add(normalise(name, element)));
        yield copy;
      }
      case STRING -> text(name, node.asText());
      case NUMBER, BOOLEAN, NULL, MISSING, BINARY, POJO -> node;
    };
  }

  /** The error member {@code "data":""} carries nothing and must stay so. */
  private static boolean isEmpty(JsonNode node) {
    return node.isTextual() && node.asText().isEmpty();
  }

  private static JsonNode text(String name, String text) {
    if (name.equals("text") && (text.startsWith("{") || text.startsWith("["))) {
      try {
        return normalise("", MAPPER.readTree(text));
      } catch (JsonProcessingException e) {
        return TextNode.valueOf(text);
      }
    }
    // Whether the recorded meetings began muted depends on what their stand-in did before.
    if (name.equals("infos") && (text.equals("Muted") || text.equals("Unmuted"))) {
      return TextNode.valueOf("<muted or not>");
    }
    if (text.startsWith(INTERRUPTED) && text.endsWith("...\"")) {
      return TextNode.valueOf(text.length() > INTERRUPTED.length() + 4 ? "<interrupted>" : text);
    }
    if (name.equals("text") && text.endsWith("...")) {
      return TextNode.valueOf("<interrupted piece>");
    }
    return TextNode.valueOf(text);
  }
}
