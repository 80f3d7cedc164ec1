package ai.joinly.manager.bench.oddities;

import ai.joinly.manager.bench.oddities.Asked.Tool;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a strict server finds wrong with a tool's schema. */
final class SchemaRules {
  private final JsonNode root;
  private final List<String> wrong = new ArrayList<>();

  private SchemaRules(JsonNode root) {
    this.root = root;
  }

  /** The words of a refusal that names the tool; empty when its schema is well. */
  static Optional<String> broken(Wire wire, Tool tool) {
    SchemaRules rules = new SchemaRules(tool.schema());
    if (tool.schema().has("anyOf") || tool.schema().has("oneOf") || tool.schema().has("allOf")) {
      rules.wrong.add("schema must not have 'oneOf', 'anyOf' or 'allOf' at the top level");
    }
    rules.check(tool.schema(), "()");
    return rules.wrong.stream()
        .findFirst()
        .map(
            what ->
                switch (wire) {
                  case OPENAI ->
                      "Invalid schema for function '%s': %s.".formatted(tool.name(), what);
                  case ANTHROPIC ->
                      "tools.%s.custom.input_schema: JSON schema is invalid: %s"
                          .formatted(tool.name(), what);
                  case GEMINI ->
                      "* GenerateContentRequest.tools[0].function_declarations[%s].parameters: %s"
                          .formatted(tool.name(), what);
                });
  }

  private void check(JsonNode schema, String where) {
    if (schema.path("type").asText().equals("array") && !schema.has("items")) {
      wrong.add("In context=" + where + ", array schema missing items");
    }
    if (schema.path("enum").isArray() && schema.path("enum").isEmpty()) {
      wrong.add("In context=" + where + ", enum must not be empty");
    }
    for (JsonNode required : schema.path("required")) {
      if (!schema.path("properties").has(required.asText())) {
        wrong.add(
            "In context=" + where + ", required property '" + required.asText() + "' unknown");
      }
    }
    String reference = schema.path("$ref").asText();
    if (reference.startsWith("#/") && root.at(reference.substring(1)).isMissingNode()) {
      wrong.add("In context=" + where + ", reference '" + reference + "' cannot be resolved");
    }
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> check(property.getValue(), "('properties','" + property.getKey() + "')"));
    if (schema.path("items").isObject()) {
      check(schema.path("items"), where + "items");
    }
  }
}
