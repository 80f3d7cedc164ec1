package ai.joinly.manager.llm.schema;

import ai.joinly.manager.jackson.JsonText;
import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * Brings the schema of one tool into the form that every provider takes: an object whose parts have
 * one type each, without references and without keywords that some server refuses. What is lost is
 * said in the description. For one schema and one thread.
 */
final class SchemaNormalizer {
  /** A model does not fill in what is deeper. */
  static final int DEEPEST = 8;

  /** Parts of one schema; references can multiply them. */
  static final int MOST_PARTS = 400;

  /** In characters; a longer one would fill the context of most models. */
  static final int LONGEST_SCHEMA = 256 * 1024;

  static final int LONGEST_DESCRIPTION = 1_024;
  private static final int MOST_ALTERNATIVES = 8;
  private static final int MOST_VALUES = 200;
  private static final int LONGEST_VALUE = 200;
  private static final int MOST_REFERENCES = 16;

  /**
   * Keywords, properties and values that are merged in all: a schema of 2 KB whose parts refer to
   * all of it would otherwise take minutes. Beyond it, references and combinations add nothing.
   */
  private static final int MOST_MERGED = 50_000;

  private static final JsonMapper JSON = SharedBuffers.mapper().build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Spellings of types that occur in the schemas of tool servers. */
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

  /** Limits that every provider takes, by type; they have to be numbers. */
  private static final Map<String, List<String>> LIMITS =
      Map.of(
          "number", List.of("minimum", "maximum"),
          "integer", List.of("minimum", "maximum"),
          "array", List.of("minItems", "maxItems"));

  /** Keywords that some provider refuses, and that help a model in words as well. */
  private static final List<String> IN_WORDS =
      List.of(
          "default",
          "const",
          "format",
          "pattern",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf",
          "minLength",
          "maxLength",
          "uniqueItems");

  private final SchemaReferences references;
  private final Map<String, String> renamed = new HashMap<>();
  private int parts;

  private int mergedParts;

  private SchemaNormalizer(JsonNode root) {
    this.references = new SchemaReferences(root);
  }

  /** Returns the normal form of {@code schema}; of what is no schema, an object of anything. */
  static NormalSchema normalize(String schema) {
    JsonNode root = schema.length() > LONGEST_SCHEMA ? NODES.objectNode() : parse(schema);
    SchemaNormalizer normalizer = new SchemaNormalizer(root);
    ObjectNode merged = normalizer.merged(object(root), true);
    merged.put("type", "object");
    Set<String> nullable = normalizer.requiredNullable(merged);
    ObjectNode normal = normalizer.objectSchema(merged, 0);
    if (!normal.has("properties")) {
      normal.putObject("properties");
    }
    return new NormalSchema(normal, normalizer.renamed, nullable);
  }

  private static JsonNode parse(String schema) {
    try {
      return JSON.readTree(schema);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  private static ObjectNode object(JsonNode node) {
    return node instanceof ObjectNode object ? object : NODES.objectNode();
  }

  /** One part at {@code depth}. */
  private ObjectNode part(JsonNode schema, int depth) {
    parts++;
    ObjectNode merged = merged(object(schema), false);
    Optional<String> type = type(merged);
    if (depth > DEEPEST || parts > MOST_PARTS) {
      ObjectNode cut = described(merged, List.of());
      // An array needs items, and what they are is cut off.
      cut.put("type", type.filter(t -> !t.equals("array")).orElse("string"));
      return cut;
    }
    List<JsonNode> alternatives = alternatives(merged);
    if (alternatives.size() > 1) {
      ObjectNode any = described(merged, IN_WORDS);
      ArrayNode branches = any.putArray("anyOf");
      alternatives.stream()
          .limit(MOST_ALTERNATIVES)
          .map(alternative -> part(alternative, depth + 1))
          .distinct()
          .forEach(branches::add);
      return branches.size() > 1 ? any : alone(any, object(branches.path(0)));
    }
    return switch (type.orElse("")) {
      case "object" -> objectSchema(merged, depth);
      case "array" -> arraySchema(merged, depth);
      case "" -> described(merged, IN_WORDS);
      default -> scalar(merged, type.orElseThrow());
    };
  }

  private static ObjectNode alone(ObjectNode outer, ObjectNode branch) {
    ObjectNode only = copy(branch);
    if (outer.has("description")) {
      only.set("description", outer.get("description"));
    }
    return only;
  }

  private ObjectNode objectSchema(ObjectNode schema, int depth) {
    ObjectNode normal = described(schema, List.of("default"));
    normal.put("type", "object");
    ObjectNode properties = object(schema.path("properties"));
    if (properties.isEmpty()) {
      additional(schema).ifPresent(words -> say(normal, words));
      return normal;
    }
    ObjectNode target = normal.putObject("properties");
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      if (parts <= MOST_PARTS) {
        target.set(sent(property.getKey()), part(property.getValue(), depth + 1));
      }
    }
    Set<String> required = new LinkedHashSet<>();
    schema
        .path("required")
        .forEach(
            name -> {
              boolean known = target.has(WireName.PROPERTY.of(name.asText()));
              if (known && !isNullable(properties.path(name.asText()))) {
                required.add(WireName.PROPERTY.of(name.asText()));
              }
            });
    if (!required.isEmpty()) {
      ArrayNode names = normal.putArray("required");
      required.forEach(names::add);
    }
    return normal;
  }

  private String sent(String name) {
    String sent = WireName.PROPERTY.of(name);
    if (!sent.equals(name)) {
      renamed.put(sent, name);
    }
    return sent;
  }

  private static Optional<String> additional(ObjectNode schema) {
    String type = schema.path("additionalProperties").path("type").asText("");
    return type.isEmpty()
        ? Optional.empty()
        : Optional.of("Any names, each with a value of type " + type + ".");
  }

  private ObjectNode arraySchema(ObjectNode schema, int depth) {
    ObjectNode normal = described(schema, List.of("default", "uniqueItems"));
    normal.put("type", "array");
    JsonNode items = schema.path("items");
    JsonNode first = items.isArray() ? items.path(0) : schema.path("prefixItems").path(0);
    JsonNode each = items.isObject() ? items : first;
    ObjectNode normalItems = part(each, depth + 1);
    if (!normalItems.has("type") && !normalItems.has("anyOf")) {
      normalItems.put("type", "string");
    }
    normal.set("items", normalItems);
    keepLimits(schema, normal, "array");
    return normal;
  }

  private static ObjectNode scalar(ObjectNode schema, String type) {
    List<JsonNode> values = values(schema);
    boolean texts = type.equals("string") && values.stream().allMatch(JsonNode::isTextual);
    ObjectNode normal =
        described(schema, IN_WORDS.stream().filter(k -> !texts || !k.equals("const")).toList());
    normal.put("type", type);
    if (texts && !values.isEmpty()) {
      ArrayNode kept = normal.putArray("enum");
      values.stream().limit(MOST_VALUES).forEach(kept::add);
    } else if (!values.isEmpty() && !schema.has("const")) {
      say(normal, "One of: " + listed(values) + ".");
    }
    keepLimits(schema, normal, type);
    return normal;
  }

  /** What a value may be, without null and empty text, which Gemini refuses in a list. */
  private static List<JsonNode> values(ObjectNode schema) {
    JsonNode listed =
        schema.has("const") ? NODES.arrayNode().add(schema.get("const")) : schema.path("enum");
    return StreamSupport.stream(listed.spliterator(), false)
        .filter(value -> value.isValueNode() && !value.isNull() && !value.asText().isEmpty())
        .distinct()
        .toList();
  }

  private static String listed(List<JsonNode> values) {
    return String.join(
        ", ", values.stream().limit(MOST_VALUES).map(SchemaNormalizer::shortText).toList());
  }

  private static String shortText(JsonNode value) {
    String text = value.isTextual() ? value.asText() : JsonText.of(value);
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE);
  }

  private static void keepLimits(ObjectNode from, ObjectNode to, String type) {
    for (String limit : LIMITS.getOrDefault(type, List.of())) {
      if (from.path(limit).isNumber()) {
        to.set(limit, from.get(limit));
      }
    }
  }

  /** The description, with what the model would not see otherwise. */
  private static ObjectNode described(ObjectNode schema, List<String> inWords) {
    ObjectNode normal = NODES.objectNode();
    say(normal, schema.path("description").asText("").strip());
    for (String keyword : inWords) {
      JsonNode value = schema.path(keyword);
      if (value.isValueNode() && !value.isNull() && !value.asText().isEmpty()) {
        say(normal, keyword + ": " + shortText(value) + ".");
      }
    }
    return normal;
  }

  private static void say(ObjectNode schema, String words) {
    String text = (schema.path("description").asText("") + " " + words).strip();
    if (!text.isEmpty()) {
      schema.put("description", Descriptions.cut(text, LONGEST_DESCRIPTION));
    }
  }

  /** Its only type; inferred where it is not said, absent where several are possible. */
  private static Optional<String> type(ObjectNode schema) {
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
    List<JsonNode> values = values(schema);
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

  private static List<String> types(ObjectNode schema) {
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

  /** Its alternatives, null not among them; each of several types is one. */
  private static List<JsonNode> alternatives(ObjectNode schema) {
    List<JsonNode> alternatives = new ArrayList<>(branches(schema));
    List<String> types = types(schema).stream().filter(type -> !type.equals("null")).toList();
    if (alternatives.isEmpty() && types.size() > 1) {
      for (String type : types.subList(0, Math.min(MOST_ALTERNATIVES, types.size()))) {
        ObjectNode alternative = copy(schema);
        alternative.put("type", type);
        IN_WORDS.forEach(alternative::remove);
        alternative.remove("description");
        alternatives.add(alternative);
      }
    }
    return alternatives;
  }

  private static List<JsonNode> branches(ObjectNode schema) {
    List<JsonNode> branches = new ArrayList<>();
    for (String keyword : List.of("anyOf", "oneOf")) {
      for (JsonNode branch : schema.path(keyword)) {
        if (branch.isObject() && !branch.isEmpty() && !isNull(branch)) {
          branches.add(branch);
        }
      }
    }
    return branches;
  }

  private static boolean isNull(JsonNode schema) {
    return schema.path("type").asText("").equals("null")
        || (schema.has("const") && schema.path("const").isNull());
  }

  private boolean isNullable(JsonNode schema) {
    ObjectNode merged = merged(object(schema), false);
    return merged.path("nullable").asBoolean() || types(merged).contains("null");
  }

  private Set<String> requiredNullable(ObjectNode root) {
    Set<String> names = new LinkedHashSet<>();
    root.path("required")
        .forEach(
            name -> {
              if (isNullable(root.path("properties").path(name.asText()))) {
                names.add(name.asText());
              }
            });
    return names;
  }

  /**
   * {@code schema} with its references resolved, and merged with what it is combined of. An object
   * that may have one of several forms has the properties of all.
   */
  private ObjectNode merged(ObjectNode schema, boolean isRoot) {
    ObjectNode merged = resolved(schema);
    for (int i = 0; merged.has("allOf") && i < MOST_REFERENCES && mayMerge(1); i++) {
      JsonNode all = merged.remove("allOf");
      all.forEach(one -> merge(merged, resolved(object(one)), true));
    }
    merged.remove("allOf");
    if (isNullableHere(merged)) {
      merged.put("nullable", true);
    }
    List<ObjectNode> branches = branches(merged).stream().map(b -> resolved(object(b))).toList();
    if (branches.size() > 1 && !isRoot && !merged.path("properties").isObject()) {
      return merged;
    }
    merged.remove(List.of("anyOf", "oneOf"));
    if (branches.isEmpty()) {
      return merged;
    }
    Set<String> required = new LinkedHashSet<>(names(branches.getFirst().path("required")));
    branches.forEach(branch -> required.retainAll(names(branch.path("required"))));
    required.addAll(names(merged.path("required")));
    branches.forEach(branch -> merge(merged, branch, false));
    ArrayNode all = merged.putArray("required");
    required.forEach(all::add);
    return merged;
  }

  private static boolean isNullableHere(ObjectNode schema) {
    return schema.path("nullable").asBoolean()
        || StreamSupport.stream(schema.path("anyOf").spliterator(), false)
            .anyMatch(SchemaNormalizer::isNull)
        || StreamSupport.stream(schema.path("oneOf").spliterator(), false)
            .anyMatch(SchemaNormalizer::isNull);
  }

  private static Set<String> names(JsonNode required) {
    Set<String> names = new LinkedHashSet<>();
    required.forEach(name -> names.add(name.asText()));
    return names;
  }

  /** Follows references for as long as there is one; a circle ends with anything. */
  private ObjectNode resolved(ObjectNode schema) {
    ObjectNode resolved = copy(schema);
    for (int i = 0; resolved.path("$ref").isTextual(); i++) {
      String reference = resolved.path("$ref").asText();
      resolved.remove("$ref");
      if (i >= MOST_REFERENCES || !mayMerge(1)) {
        break;
      }
      references.find(reference).ifPresent(target -> merge(resolved, target, false));
    }
    return resolved;
  }

  /** Adds what {@code from} says and {@code to} does not; properties of both are kept. */
  private void merge(ObjectNode to, ObjectNode from, boolean required) {
    for (Map.Entry<String, JsonNode> entry : from.properties()) {
      if (!mayMerge(1)) {
        return;
      }
      String keyword = entry.getKey();
      if (keyword.equals("properties") && to.path(keyword) instanceof ObjectNode properties) {
        to.set(keyword, united(properties, object(entry.getValue())));
      } else if (keyword.equals("required") && required && to.path(keyword).isArray()) {
        mayMerge(to.path(keyword).size() + entry.getValue().size());
        Set<String> both = names(to.path(keyword));
        both.addAll(names(entry.getValue()));
        ArrayNode all = to.putArray(keyword);
        both.forEach(all::add);
      } else if (!to.has(keyword)) {
        to.set(keyword, entry.getValue());
      }
    }
  }

  /** The properties of both; what distinguishes two forms may have the values of either. */
  private ObjectNode united(ObjectNode some, ObjectNode more) {
    if (!mayMerge(some.size() + more.size())) {
      return some;
    }
    ObjectNode united = copy(some);
    more.properties()
        .forEach(
            property -> {
              ObjectNode before = object(united.path(property.getKey()));
              List<JsonNode> values = new ArrayList<>(values(before));
              List<JsonNode> others = values(object(property.getValue()));
              boolean mayMerge = mayMerge(values.size() + others.size());
              if (!united.has(property.getKey())) {
                united.set(property.getKey(), property.getValue());
              } else if (!values.isEmpty() && !others.isEmpty() && mayMerge) {
                values.addAll(others);
                ObjectNode either = copy(before);
                either.remove("const");
                either.putArray("enum").addAll(values.stream().distinct().toList());
                united.set(property.getKey(), either);
              }
            });
    return united;
  }

  /** Counts {@code more} merged parts, and returns whether there may be so many. */
  private boolean mayMerge(int more) {
    mergedParts = Math.min(MOST_MERGED + 1, mergedParts + more);
    return mergedParts <= MOST_MERGED;
  }

  /** A copy that shares its parts, which are never changed. */
  private static ObjectNode copy(ObjectNode schema) {
    return NODES.objectNode().setAll(schema);
  }
}
