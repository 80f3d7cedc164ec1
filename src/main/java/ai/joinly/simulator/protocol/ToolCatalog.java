package ai.joinly.simulator.protocol;

import ai.joinly.simulator.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The tools of a joinly server, and the check of their arguments. */
final class ToolCatalog {
  private static final JsonNode LIST = Json.resource("tools.json");
  private static final Map<String, JsonNode> SCHEMAS = new LinkedHashMap<>();

  static {
    LIST.forEach(tool -> SCHEMAS.put(tool.get("name").asText(), tool.get("inputSchema")));
  }

  private ToolCatalog() {}

  static JsonNode list() {
    return Json.object().set("tools", LIST);
  }

  /** Returns the server's error text for an invalid call; empty for a valid one. */
  static Optional<String> complaint(String tool, JsonNode arguments) {
    JsonNode schema = SCHEMAS.get(tool);
    if (schema == null) {
      return Optional.of("Unknown tool: " + tool);
    }
    for (JsonNode required : schema.path("required")) {
      if (!arguments.has(required.asText())) {
        return Optional.of(
            "Input validation error: '" + required.asText() + "' is a required property");
      }
    }
    for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
      JsonNode property = schema.path("properties").path(argument.getKey());
      Optional<String> wrong = wrongValue(property, argument.getValue());
      if (wrong.isPresent()) {
        return Optional.of("Input validation error: " + wrong.get());
      }
    }
    return unexpected(tool, schema, arguments);
  }

  private static Optional<String> unexpected(String tool, JsonNode schema, JsonNode arguments) {
    for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
      if (!schema.path("properties").has(argument.getKey())) {
        return Optional.of(
            "Error calling tool '%s': %s"
                .formatted(
                    tool,
                    PythonText.unexpectedArgument(tool, argument.getKey(), argument.getValue())));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> wrongValue(JsonNode property, JsonNode value) {
    String shown = PythonText.repr(value);
    if (property.has("anyOf")) {
      for (JsonNode choice : property.get("anyOf")) {
        if (hasType(value, choice.path("type").asText())) {
          return Optional.empty();
        }
      }
      return Optional.of(shown + " is not valid under any of the given schemas");
    }
    if (property.has("enum") && !contains(property.get("enum"), value)) {
      return Optional.of(shown + " is not one of " + PythonText.repr(property.get("enum")));
    }
    if (property.has("type") && !hasType(value, property.get("type").asText())) {
      return Optional.of(shown + " is not of type '" + property.get("type").asText() + "'");
    }
    return Optional.empty();
  }

  private static boolean contains(JsonNode choices, JsonNode value) {
    for (JsonNode choice : choices) {
      if (choice.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasType(JsonNode value, String type) {
    return switch (type) {
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "null" -> value.isNull();
      default -> true;
    };
  }
}
