package ai.joinly.demo.llm;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Checks of Google's servers, which a lenient simulation would omit. Above all, a turn with
 * function calls must be followed immediately by one content with the same number of responses, and
 * the calls of the current turn must have the signature of the thought that led to them.
 */
final class GenerateContentChecks {
  /** Prefix of a decoded signature. */
  static final String SIGNED = "scripted thought ";

  private static final String CALL = "functionCall";
  private static final String RESPONSE = "functionResponse";

  private GenerateContentChecks() {}

  /** Returns the error of {@code request}; empty if it is valid. */
  static Optional<String> problem(JsonNode request) {
    JsonNode contents = request.path("contents");
    if (!contents.isArray() || contents.isEmpty()) {
      return Optional.of("* GenerateContentRequest.contents: contents is not specified");
    }
    if (!contents.path(0).path("role").asText().equals("user")) {
      return Optional.of("Please ensure that the first content has the role 'user'.");
    }
    return tools(request)
        .or(() -> configuration(request))
        .or(() -> turns(contents))
        .or(() -> signatures(contents));
  }

  private static Optional<String> tools(JsonNode request) {
    for (JsonNode tool : request.path("tools")) {
      for (JsonNode function : tool.path("functionDeclarations")) {
        if (!function.path("name").asText().matches("[a-zA-Z_][a-zA-Z0-9_.-]{0,63}")) {
          return Optional.of("Invalid function name.");
        }
        JsonNode parameters = function.path("parameters");
        if (parameters.path("type").asText().equals("OBJECT")
            && parameters.path("properties").isEmpty()) {
          return Optional.of(
              "function_declarations.parameters.properties: should be non-empty for OBJECT type");
        }
      }
    }
    return request.at("/toolConfig/functionCallingConfig/mode").asText().equals("ANY")
            && request.path("tools").isEmpty()
        ? Optional.of("Function calling config is set without function_declarations.")
        : Optional.empty();
  }

  private static Optional<String> configuration(JsonNode request) {
    JsonNode configuration = request.path("generationConfig");
    return configuration.has("responseJsonSchema")
            && !configuration.path("responseMimeType").asText().equals("application/json")
        ? Optional.of("response_json_schema needs a response_mime_type of application/json")
        : Optional.empty();
  }

  private static Optional<String> turns(JsonNode contents) {
    List<String> called = List.of();
    String before = "";
    for (JsonNode content : contents) {
      String role = content.path("role").asText();
      if (!role.equals("user") && !role.equals("model")) {
        return Optional.of("Please use a valid role: user, model.");
      }
      if (content.path("parts").isEmpty()) {
        return Optional.of("contents.parts must not be empty.");
      }
      if (!names(content, RESPONSE).equals(called)) {
        return Optional.of(
            "Please ensure that the number of function response parts is equal to the number of"
                + " function call parts of the function call turn.");
      }
      called = names(content, CALL);
      if (!called.isEmpty() && (!role.equals("model") || !before.equals("user"))) {
        return Optional.of(
            "Please ensure that function call turn comes immediately after a user turn or after a"
                + " function response turn.");
      }
      before = role;
    }
    return called.isEmpty()
        ? Optional.empty()
        : Optional.of("Please ensure that a function call turn is followed by its responses.");
  }

  private static List<String> names(JsonNode content, String kind) {
    List<String> names = new ArrayList<>();
    for (JsonNode part : content.path("parts")) {
      if (part.has(kind)) {
        names.add(part.path(kind).path("name").asText());
      }
    }
    return names;
  }

  /** Checks the signatures of the current turn, which starts with the last user message. */
  private static Optional<String> signatures(JsonNode contents) {
    for (int i = contents.size() - 1; i >= 0; i--) {
      JsonNode content = contents.get(i);
      if (content.path("role").asText().equals("user") && names(content, RESPONSE).isEmpty()) {
        return Optional.empty();
      }
      for (JsonNode part : content.path("parts")) {
        if (part.has(CALL)) {
          if (!isSigned(part.path("thoughtSignature").asText())) {
            return Optional.of(
                "Function call is missing a thought_signature in functionCall parts.");
          }
          break;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isSigned(String signature) {
    try {
      return new String(Base64.getDecoder().decode(signature), StandardCharsets.UTF_8)
          .startsWith(SIGNED);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
