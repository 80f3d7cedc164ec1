package ai.joinly.manager.bench.oddities;

import ai.joinly.manager.bench.harness.HttpJson;
import ai.joinly.manager.bench.oddities.TinyServer.Request;
import ai.joinly.manager.bench.oddities.TinyServer.Response;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** An MCP server whose tools have schemas that models refuse. Thread-safe. */
final class OddToolServer implements AutoCloseable {
  /** Beside the odd ones, so that there are more than some models take. */
  private static final int PLAIN_TOOLS = 24;

  /** Name → schema of the arguments. */
  private static final Map<String, String> ODD =
      Map.ofEntries(
          Map.entry("no_items", schema("\"tags\":{\"type\":\"array\"}")),
          Map.entry("empty_enum", schema("\"kind\":{\"type\":\"string\",\"enum\":[]}")),
          Map.entry("nullable", schema("\"tags\":{\"type\":[\"array\",\"null\"]}")),
          Map.entry("nowhere", schema("\"item\":{\"$ref\":\"#/$defs/Nowhere\"}")),
          Map.entry("dollar", schema("\"$filter\":{\"type\":\"string\"}")),
          Map.entry("brackets", schema("\"filter[id]\":{\"type\":\"string\"}")),
          Map.entry(
              "ghost",
              "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},"
                  + "\"required\":[\"ghost\"]}"),
          Map.entry(
              "any_of",
              "{\"anyOf\":[{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}},"
                  + "{\"type\":\"object\",\"properties\":{\"b\":{\"type\":\"string\"}}}]}"));

  private final TinyServer server;
  private final Map<String, JsonNode> tools = new LinkedHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger wrong = new AtomicInteger();

  OddToolServer() throws IOException {
    for (Map.Entry<String, String> odd : ODD.entrySet()) {
      tools.put(odd.getKey(), HttpJson.JSON.readTree(odd.getValue()));
    }
    for (int i = 1; i <= PLAIN_TOOLS; i++) {
      tools.put("plain_" + i, HttpJson.JSON.readTree(schema("\"id\":{\"type\":\"string\"}")));
    }
    server = new TinyServer(this::handle);
  }

  private static String schema(String properties) {
    return "{\"type\":\"object\",\"properties\":{" + properties + "}}";
  }

  URI url() {
    return server.url("/mcp");
  }

  /** How often its tools were called. */
  int calls() {
    return calls.get();
  }

  /** How often with arguments that the tool does not have. */
  int wrongArguments() {
    return wrong.get();
  }

  @Override
  public void close() {
    server.close();
  }

  private Response handle(Request request) throws IOException {
    return switch (request.method()) {
      case "POST" -> post(HttpJson.JSON.readTree(request.body()));
      case "DELETE" -> TinyServer.json(200, "{}");
      default -> TinyServer.json(405, "{}");
    };
  }

  private Response post(JsonNode message) {
    if (!message.has("id")) {
      return new Response.Whole(202, "", Map.of(), "");
    }
    ObjectNode answer = WireFormat.object().put("jsonrpc", "2.0");
    answer.set("id", message.path("id"));
    ObjectNode result = answer.putObject("result");
    switch (message.path("method").asText()) {
      case "initialize" -> {
        result.put("protocolVersion", "2025-06-18").putObject("capabilities").putObject("tools");
        result.putObject("serverInfo").put("name", "odd").put("version", "1");
      }
      case "tools/list" -> list(result.putArray("tools"));
      case "tools/call" -> call(message.path("params"), result.putArray("content"));
      default -> {}
    }
    return TinyServer.json(200, answer.toString());
  }

  private void list(ArrayNode listed) {
    tools.forEach(
        (name, schema) ->
            listed
                .addObject()
                .put("name", name)
                .put("description", "Looks something up.")
                .set("inputSchema", schema));
  }

  private void call(JsonNode params, ArrayNode content) {
    calls.incrementAndGet();
    JsonNode schema = tools.getOrDefault(params.path("name").asText(), WireFormat.object());
    List<String> known = new ArrayList<>();
    schema.path("properties").fieldNames().forEachRemaining(known::add);
    List<String> given = new ArrayList<>();
    params.path("arguments").fieldNames().forEachRemaining(given::add);
    if (schema.has("properties") && !known.containsAll(given)) {
      wrong.incrementAndGet();
    }
    content.addObject().put("type", "text").put("text", "Nothing was found.");
  }
}
