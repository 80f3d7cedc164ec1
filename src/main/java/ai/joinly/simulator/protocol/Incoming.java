package ai.joinly.simulator.protocol;

import ai.joinly.simulator.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A client's message, classified in the same way as by the models of the real server. */
sealed interface Incoming {
  /** A message that needs an answer; the id is a string or an integer. */
  record Request(JsonNode id, String method, JsonNode params) implements Incoming {}

  /** A message without an answer, also one whose id is neither a string nor an integer. */
  record Notification(String method, JsonNode params) implements Incoming {}

  /** An answer to a request that the server never sent; it is accepted and ignored. */
  record Response() implements Incoming {}

  /** An invalid message: the error's code and text. */
  record Invalid(int code, String text) implements Incoming {}

  static Incoming parse(byte[] body) {
    JsonNode node;
    try {
      node = Json.MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      return new Invalid(JsonRpc.PARSE_ERROR, PythonText.parseError(utf8(body)));
    } catch (IOException e) {
      return new Invalid(JsonRpc.PARSE_ERROR, "Parse error: " + e.getMessage());
    }
    if (node instanceof MissingNode) {
      return new Invalid(JsonRpc.PARSE_ERROR, PythonText.parseError(""));
    }
    return sort(node);
  }

  private static Incoming sort(JsonNode node) {
    if (!node.isObject() || !node.path("jsonrpc").asText().equals("2.0")) {
      return new Invalid(JsonRpc.INVALID_PARAMS, PythonText.validationErrors(node));
    }
    JsonNode id = node.path("id");
    boolean hasId = id.isTextual() || id.isIntegralNumber();
    if (node.path("method").isTextual()) {
      String method = node.get("method").asText();
      return hasId
          ? new Request(id, method, node.path("params"))
          : new Notification(method, node.path("params"));
    }
    if (hasId && (node.path("result").isObject() || node.path("error").isObject())) {
      return new Response();
    }
    return new Invalid(JsonRpc.INVALID_PARAMS, PythonText.validationErrors(node));
  }

  private static String utf8(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }
}
