package ai.joinly.manager.llm.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** Types of JSON schemas: the spellings of tool servers, and types inferred from other keywords. */
final class SchemaTypes {
  /** Spellings of types in the schemas of tool servers. */
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("string", "string"),
          Map.entry("str", "string"),
          Map.entry("text", "string"),
          Map.entry("date", "string"),
          Map.entry("datetime", "string"),
          Map.entry("file", "string"),
          Map.entry("number", "number"),
          Map.entry("float", "number"),
          Map.entry("double", "number"),
          Map.entry("decimal", "number"),
          Map.entry("integer", "integer"),
          Map.entry("int", "integer"),
          Map.entry("long", "integer"),
          Map.entry("boolean", "boolean"),
          Map.entry("bool", "boolean"),
          Map.entry("array", "array"),
          Map.entry("list", "array"),
          Map.entry("object", "object"),
          Map.entry("dict", "object"),
          Map.entry("map", "object"),
          Map.entry("null", "null"));

  private SchemaTypes() {}

  /**
   * Returns the only type of the schema; inferred if it is missing, empty if several are possible.
   */
  static Optional<String> type(ObjectNode schema) {
    List<String> types = types(schema).stream().filter(type -> !type.equals("null")).toList();
    if (types.size() == 1) {
      return Optional.of(types.getFirst());
    }
    if (!types.isEmpty()) {
      return Optional.empty();
    }
    if (schema.path("properties").isObject() || schema.path("additionalProperties").isObject()) {
      return Optional.of("object");
    }
    if (schema.has("items") || schema.has("prefixItems")) {
      return Optional.of("array");
    }
    List<JsonNode> values = SchemaNormalizer.values(schema);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    Predicate<JsonNode> isNumber = JsonNode::isNumber;
    return values.stream().allMatch(JsonNode::isTextual)
        ? Optional.of("string")
        : values.stream().allMatch(isNumber)
            ? Optional.of("number")
            : values.stream().allMatch(JsonNode::isBoolean)
                ? Optional.of("boolean")
                : Optional.empty();
  }

  static List<String> types(ObjectNode schema) {
    JsonNode type = schema.path("type");
    List<String> named = new ArrayList<>();
    if (type.isTextual()) {
      named.add(type.asText());
    } else {
      type.forEach(element -> named.add(element.asText("")));
    }
    return named.stream()
        .map(name -> TYPES.get(name.toLowerCase(Locale.ROOT)))
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }
}
