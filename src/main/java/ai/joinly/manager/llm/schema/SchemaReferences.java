package ai.joinly.manager.llm.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Resolver of the {@code $ref} references of a schema. */
final class SchemaReferences {
  private final JsonNode root;

  SchemaReferences(JsonNode root) {
    this.root = root;
  }

  /** Returns the schema at {@code reference}; empty when there is none in this document. */
  Optional<ObjectNode> find(String reference) {
    if (!reference.startsWith("#")) {
      return Optional.empty();
    }
    JsonNode node = root;
    for (String part : reference.substring(1).split("/", -1)) {
      if (!part.isEmpty()) {
        node = child(node, unescaped(part));
      }
    }
    return node instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
  }

  private static JsonNode child(JsonNode node, String name) {
    return node.isArray() && name.matches("\\d{1,4}")
        ? node.path(Integer.parseInt(name))
        : node.path(name);
  }

  private static String unescaped(String part) {
    String text = part;
    if (part.contains("%")) {
      try {
        text = URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        text = part; // a literal percent sign
      }
    }
    return text.replace("~1", "/").replace("~0", "~");
  }
}
