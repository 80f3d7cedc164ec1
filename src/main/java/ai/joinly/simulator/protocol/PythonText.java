package ai.joinly.simulator.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Error texts of the real server's Python libraries, which clients receive. */
final class PythonText {
  private static final String MORE =
      "\n    For further information visit https://errors.pydantic.dev/2.11/v/";
  private static final List<String> MESSAGE_TYPES =
      List.of("JSONRPCRequest", "JSONRPCNotification", "JSONRPCResponse", "JSONRPCError");
  private static final int MAX_INPUT = 50;

  private PythonText() {}

  static String parseError(String body) {
    String text = body.strip();
    int at = body.indexOf('{') + 1;
    if (text.startsWith("{") && at < body.length() && "\"}".indexOf(body.charAt(at)) < 0) {
      return "Parse error: Expecting property name enclosed in double quotes: line 1 column %s (char %s)"
          .formatted(at + 1, at);
    }
    return "Parse error: Expecting value: line 1 column 1 (char 0)";
  }

  /** Returns the error text for a body that is JSON but not a JSON-RPC message. */
  static String validationErrors(JsonNode node) {
    List<String> errors = new ArrayList<>();
    if (node.isObject()) {
      for (String type : MESSAGE_TYPES) {
        missing(errors, type, "jsonrpc", node);
        if (!type.equals("JSONRPCResponse") && !type.equals("JSONRPCError")) {
          missing(errors, type, "method", node);
        }
        if (type.equals("JSONRPCResponse")) {
          missing(errors, type, "result", node);
        }
        if (type.equals("JSONRPCError")) {
          missing(errors, type, "error", node);
        }
      }
    } else {
      for (String type : MESSAGE_TYPES) {
        errors.add(
            "%s\n  Input should be a valid dictionary or instance of %s [type=model_type, input_value=%s, input_type=%s]%smodel_type"
                .formatted(type, type, shortened(repr(node)), typeName(node), MORE));
      }
    }
    return "Validation error: %s validation errors for JSONRPCMessage\n%s"
        .formatted(errors.size(), String.join("\n", errors));
  }

  private static void missing(List<String> errors, String type, String field, JsonNode node) {
    if (!node.has(field)) {
      errors.add(
          "%s.%s\n  Field required [type=missing, input_value=%s, input_type=dict]%smissing"
              .formatted(type, field, shortened(repr(node)), MORE));
    }
  }

  static String unexpectedArgument(String tool, String name, JsonNode value) {
    return "1 validation error for call[%s]\n%s\n  Unexpected keyword argument [type=unexpected_keyword_argument, input_value=%s, input_type=%s]%sunexpected_keyword_argument"
        .formatted(tool, name, shortened(repr(value)), typeName(value), MORE);
  }

  /** Returns a value as Python prints it. */
  static String repr(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> "'" + node.asText().replace("\\", "\\\\").replace("'", "\\'") + "'";
      case BOOLEAN -> node.asBoolean() ? "True" : "False";
      case NULL, MISSING -> "None";
      case ARRAY -> {
        List<String> parts = new ArrayList<>();
        node.forEach(part -> parts.add(repr(part)));
        yield "[" + String.join(", ", parts) + "]";
      }
      case OBJECT -> {
        List<String> parts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
          parts.add("'" + field.getKey() + "': " + repr(field.getValue()));
        }
        yield "{" + String.join(", ", parts) + "}";
      }
      case NUMBER, BINARY, POJO -> node.asText();
    };
  }

  private static String typeName(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING, BINARY, POJO -> "str";
      case BOOLEAN -> "bool";
      case NULL, MISSING -> "NoneType";
      case ARRAY -> "list";
      case OBJECT -> "dict";
      case NUMBER -> node.isIntegralNumber() ? "int" : "float";
    };
  }

  private static String shortened(String text) {
    return text.length() <= MAX_INPUT
        ? text
        : text.substring(0, 25) + "..." + text.substring(text.length() - 24);
  }
}
