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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Converter of a tool's schema to the form that every provider accepts: an object whose parts have
 * one type each, without references and without keywords that some server refuses. Removed
 * constraints are added to the description. For one schema; not thread-safe.
 */
final class SchemaNormalizer {
  /** Maximum depth; models do not fill in deeper values. */
  static final int MAX_DEPTH = 8;

  /** Maximum number of parts; references can multiply them. */
  static final int MAX_PARTS = 400;

  /** In characters; a longer one would fill the context of most models. */
  static final int MAX_SCHEMA_LENGTH = 256 * 1024;

  static final int MAX_DESCRIPTION = 1_024;
  private static final int MAX_ALTERNATIVES = 8;
  private static final int MAX_VALUES = 200;
  private static final int MAX_VALUE_LENGTH = 200;
  private static final int MAX_REFERENCES = 16;

  /**
   * Maximum number of merged keywords, properties and values. Without a limit, a schema of 2 KB
   * whose parts refer to the root would take minutes. Beyond it, references and combinations are
   * ignored.
   */
  private static final int MAX_MERGED = 50_000;

  private static final JsonMapper JSON = SharedBuffers.mapper().build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Limits that every provider accepts, by type; they must be numbers. */
  private static final Map<String, List<String>> LIMITS =
      Map.of(
          "number", List.of("minimum", "maximum"),
          "integer", List.of("minimum", "maximum"),
          "array", List.of("minItems", "maxItems"));

  /** Keywords that some provider refuses; they are added to the description instead. */
  private static final List<String> DESCRIBED_KEYWORDS =
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

  /**
   * Returns the normal form of {@code schema}; for an invalid schema, an object with any content.
   */
  static NormalSchema normalize(String schema) {
    JsonNode root = schema.length() > MAX_SCHEMA_LENGTH ? NODES.objectNode() : parse(schema);
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

  /** Converts the part at {@code depth}. */
  private ObjectNode part(JsonNode schema, int depth) {
    parts++;
    ObjectNode merged = merged(object(schema), false);
    Optional<String> type = SchemaTypes.type(merged);
    if (depth > MAX_DEPTH || parts > MAX_PARTS) {
      ObjectNode cut = described(merged, List.of());
      // An array needs items, which are cut off.
      cut.put("type", type.filter(t -> !t.equals("array")).orElse("string"));
      return cut;
    }
    List<JsonNode> alternatives = alternatives(merged);
    if (alternatives.size() > 1) {
      ObjectNode any = described(merged, DESCRIBED_KEYWORDS);
      ArrayNode branches = any.putArray("anyOf");
      alternatives.stream()
          .limit(MAX_ALTERNATIVES)
          .map(alternative -> part(alternative, depth + 1))
          .distinct()
          .forEach(branches::add);
      return branches.size() > 1 ? any : single(any, object(branches.path(0)));
    }
    return switch (type.orElse("")) {
      case "object" -> objectSchema(merged, depth);
      case "array" -> arraySchema(merged, depth);
      case "" -> described(merged, DESCRIBED_KEYWORDS);
      default -> scalar(merged, type.orElseThrow());
    };
  }

  private static ObjectNode single(ObjectNode outer, ObjectNode branch) {
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
      additional(schema).ifPresent(words -> describe(normal, words));
      return normal;
    }
    ObjectNode target = normal.putObject("properties");
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      if (parts <= MAX_PARTS) {
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
        described(
            schema, DESCRIBED_KEYWORDS.stream().filter(k -> !texts || !k.equals("const")).toList());
    normal.put("type", type);
    if (texts && !values.isEmpty()) {
      ArrayNode kept = normal.putArray("enum");
      values.stream().limit(MAX_VALUES).forEach(kept::add);
    } else if (!values.isEmpty() && !schema.has("const")) {
      describe(normal, "One of: " + listed(values) + ".");
    }
    keepLimits(schema, normal, type);
    return normal;
  }

  /** Returns the allowed values, without null and empty text, which Gemini refuses in a list. */
  static List<JsonNode> values(ObjectNode schema) {
    JsonNode listed =
        schema.has("const") ? NODES.arrayNode().add(schema.get("const")) : schema.path("enum");
    return StreamSupport.stream(listed.spliterator(), false)
        .filter(value -> value.isValueNode() && !value.isNull() && !value.asText().isEmpty())
        .distinct()
        .toList();
  }

  private static String listed(List<JsonNode> values) {
    return String.join(
        ", ", values.stream().limit(MAX_VALUES).map(SchemaNormalizer::shortText).toList());
  }

  private static String shortText(JsonNode value) {
    String text = value.isTextual() ? value.asText() : JsonText.of(value);
    return text.length() <= MAX_VALUE_LENGTH ? text : text.substring(0, MAX_VALUE_LENGTH);
  }

  private static void keepLimits(ObjectNode from, ObjectNode to, String type) {
    for (String limit : LIMITS.getOrDefault(type, List.of())) {
      if (from.path(limit).isNumber()) {
        to.set(limit, from.get(limit));
      }
    }
  }

  /** Returns a schema with the description, and with the values of {@code keywords} added to it. */
  private static ObjectNode described(ObjectNode schema, List<String> keywords) {
    ObjectNode normal = NODES.objectNode();
    describe(normal, schema.path("description").asText("").strip());
    for (String keyword : keywords) {
      JsonNode value = schema.path(keyword);
      if (value.isValueNode() && !value.isNull() && !value.asText().isEmpty()) {
        describe(normal, keyword + ": " + shortText(value) + ".");
      }
    }
    return normal;
  }

  private static void describe(ObjectNode schema, String words) {
    String text = (schema.path("description").asText("") + " " + words).strip();
    if (!text.isEmpty()) {
      schema.put("description", Descriptions.cut(text, MAX_DESCRIPTION));
    }
  }

  /**
   * Returns the alternatives of the schema except null; each of several types is an alternative.
   */
  private static List<JsonNode> alternatives(ObjectNode schema) {
    List<JsonNode> alternatives = new ArrayList<>(branches(schema));
    List<String> types =
        SchemaTypes.types(schema).stream().filter(type -> !type.equals("null")).toList();
    if (alternatives.isEmpty() && types.size() > 1) {
      for (String type : types.subList(0, Math.min(MAX_ALTERNATIVES, types.size()))) {
        ObjectNode alternative = copy(schema);
        alternative.put("type", type);
        DESCRIBED_KEYWORDS.forEach(alternative::remove);
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
    return merged.path("nullable").asBoolean() || SchemaTypes.types(merged).contains("null");
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
   * Resolves the references of {@code schema} and merges the schemas it is combined from. An object
   * that may have one of several forms gets the properties of all.
   */
  private ObjectNode merged(ObjectNode schema, boolean isRoot) {
    ObjectNode merged = resolved(schema);
    for (int i = 0; merged.has("allOf") && i < MAX_REFERENCES && mayMerge(1); i++) {
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

  /** Resolves references repeatedly; a cycle ends with an unrestricted schema. */
  private ObjectNode resolved(ObjectNode schema) {
    ObjectNode resolved = copy(schema);
    for (int i = 0; resolved.path("$ref").isTextual(); i++) {
      String reference = resolved.path("$ref").asText();
      resolved.remove("$ref");
      if (i >= MAX_REFERENCES || !mayMerge(1)) {
        break;
      }
      references.find(reference).ifPresent(target -> merge(resolved, target, false));
    }
    return resolved;
  }

  /** Adds the keywords of {@code from} that {@code to} lacks; the properties of both are kept. */
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

  /**
   * Returns the properties of both; a property that distinguishes two forms may have the values of
   * either.
   */
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

  /** Counts {@code more} merged parts, and returns whether the limit is kept. */
  private boolean mayMerge(int more) {
    mergedParts = Math.min(MAX_MERGED + 1, mergedParts + more);
    return mergedParts <= MAX_MERGED;
  }

  /** Returns a copy that shares its parts, which are never changed. */
  private static ObjectNode copy(ObjectNode schema) {
    return NODES.objectNode().setAll(schema);
  }
}
