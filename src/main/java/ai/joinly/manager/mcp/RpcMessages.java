package ai.joinly.manager.mcp;

import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Writer and parser of JSON-RPC 2.0 messages. Thread-safe. */
public final class RpcMessages {
  private static final long FIRST_ID = 1_000_000_000_000_000L;

  /**
   * The first id is random: a session can outlive the process that created it, and a server never
   * answers the first of two requests with the same id. The time of day is not used, since it can
   * be set back. All ids have sixteen digits and are below 2^53.
   */
  private static final AtomicLong IDS =
      new AtomicLong(FIRST_ID + ThreadLocalRandom.current().nextLong(7 * FIRST_ID));

  private static final JsonMapper JSON =
      SharedBuffers.trees(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS); // written by Python

  private RpcMessages() {}

  public static long nextId() {
    return IDS.getAndIncrement();
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static byte[] request(long id, String method, ObjectNode params) {
    ObjectNode message = message(method, params);
    message.put("id", id);
    return bytes(message);
  }

  static byte[] notification(String method, ObjectNode params) {
    return bytes(message(method, params));
  }

  static byte[] result(JsonNode id, ObjectNode result) {
    ObjectNode message = object().put("jsonrpc", "2.0");
    message.set("id", id);
    message.set("result", result);
    return bytes(message);
  }

  static byte[] error(JsonNode id, int code, String reason) {
    ObjectNode message = object().put("jsonrpc", "2.0");
    message.set("id", id);
    message.set("error", object().put("code", code).put("message", reason));
    return bytes(message);
  }

  public static JsonNode parse(byte[] json) throws McpException {
    try {
      JsonNode node = JSON.readTree(json);
      if (node != null && node.isContainerNode()) {
        return node;
      }
    } catch (IOException e) {
      // Falls through: Jackson's message would quote the text.
    }
    throw new McpException.ProtocolViolation("The server sent data that is not JSON-RPC");
  }

  /**
   * Returns the result of the request {@code id}, if {@code message} or a part of it is the answer.
   */
  public static Optional<JsonNode> resultOf(long id, String method, JsonNode message)
      throws McpException {
    if (message.isArray()) {
      for (JsonNode part : message) {
        Optional<JsonNode> result = resultOf(id, method, part);
        if (result.isPresent()) {
          return result;
        }
      }
      return Optional.empty();
    }
    boolean failed = message.hasNonNull("error");
    JsonNode answered = message.path("id");
    if (message.has("method")
        || !(matches(answered, id) || (failed && isWithoutRequest(answered)))) {
      return Optional.empty();
    }
    if (failed) {
      JsonNode error = message.path("error");
      String reason = error.isTextual() ? error.textValue() : error.path("message").asText("");
      throw new McpException.RpcError(method, error.path("code").asInt(), reason);
    }
    if (!message.has("result")) {
      throw new McpException.ProtocolViolation(method + " was answered without a result");
    }
    return Optional.of(object(message.path("result")));
  }

  /** Returns whether an error has no request id, because the server could not read it. */
  private static boolean isWithoutRequest(JsonNode id) {
    return id.isMissingNode() || id.isNull() || id.asText("").equals("server-error");
  }

  /**
   * Returns the result as an object: null becomes an empty result, any other value the content of
   * one.
   */
  private static JsonNode object(JsonNode result) {
    if (result.isObject()) {
      return result;
    }
    ObjectNode wrapped = object();
    if (!result.isNull()) {
      wrapped.set("content", result);
    }
    return wrapped;
  }

  private static boolean matches(JsonNode given, long id) {
    return (given.canConvertToLong() && given.asLong() == id)
        || (given.isTextual() && given.asText().equals(Long.toString(id)));
  }

  private static ObjectNode message(String method, ObjectNode params) {
    ObjectNode message = object().put("jsonrpc", "2.0").put("method", method);
    if (!params.isEmpty()) {
      message.set("params", params);
    }
    return message;
  }

  private static byte[] bytes(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
