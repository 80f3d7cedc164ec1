package ai.joinly.simulator.protocol;

import ai.joinly.simulator.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Builds the JSON-RPC messages of a joinly server, in its field order. */
final class JsonRpc {
  static final int INVALID_REQUEST = -32600;
  static final int METHOD_NOT_FOUND = -32601;
  static final int INVALID_PARAMS = -32602;
  static final int PARSE_ERROR = -32700;

  private JsonRpc() {}

  static ObjectNode result(JsonNode id, JsonNode result) {
    ObjectNode message = Json.object().put("jsonrpc", "2.0");
    message.set("id", id);
    message.set("result", result);
    return message;
  }

  static ObjectNode error(JsonNode id, int code, String text) {
    ObjectNode message = Json.object().put("jsonrpc", "2.0");
    message.set("id", id);
    message.putObject("error").put("code", code).put("message", text);
    return message;
  }

  static ObjectNode invalidParams(JsonNode id) {
    ObjectNode message = error(id, INVALID_PARAMS, "Invalid request parameters");
    ((ObjectNode) message.get("error")).put("data", "");
    return message;
  }

  /** Returns an error of the transport, which has no request id. */
  static ObjectNode transportError(int code, String text) {
    return error(Json.MAPPER.getNodeFactory().textNode("server-error"), code, text);
  }

  static ObjectNode resourceUpdated(String uri) {
    ObjectNode message = Json.object().put("method", "notifications/resources/updated");
    message.putObject("params").put("uri", uri);
    return message.put("jsonrpc", "2.0");
  }
}
