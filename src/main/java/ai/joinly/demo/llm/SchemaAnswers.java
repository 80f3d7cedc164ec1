package ai.joinly.demo.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Answers with minutes if the schema requires them, otherwise with a minimal summary. */
final class SchemaAnswers {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private SchemaAnswers() {}

  static String answer(JsonNode schema, Prompt prompt) {
    return MinutesAnswer.fits(schema)
        ? MinutesAnswer.of(prompt).toString()
        : least(schema, "", prompt).toString();
  }

  private static JsonNode least(JsonNode schema, String name, Prompt prompt) {
    if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
      return schema.path("enum").get(0);
    }
    JsonNode type = schema.path("type");
    return switch (type.isArray() ? type.path(0).asText() : type.asText()) {
      case "object" -> {
        ObjectNode object = NODES.objectNode();
        schema
            .path("properties")
            .properties()
            .forEach(
                property ->
                    object.set(
                        property.getKey(), least(property.getValue(), property.getKey(), prompt)));
        yield object;
      }
      case "array" -> NODES.arrayNode();
      case "string" -> NODES.textNode(name.equals("summary") ? Phrases.summary(prompt) : "");
      case "integer", "number" -> NODES.numberNode(0);
      case "boolean" -> NODES.booleanNode(false);
      default -> NODES.nullNode();
    };
  }
}
