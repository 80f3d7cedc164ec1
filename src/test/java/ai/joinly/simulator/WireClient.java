package ai.joinly.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A minimal MCP client for these tests: one socket a request. */
public final class WireClient {
  static final String BOTH = "application/json, text/event-stream";
  static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"probe","version":"1"}}}""";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final int port;
  private final String path;
  private final AtomicInteger ids = new AtomicInteger();
  private volatile String sessionId = "";

  public WireClient(JoinlySimulator simulator) {
    port = simulator.port();
    path = simulator.mcpUrl().getPath();
  }

  /** A client whose handshake is complete. */
  public static WireClient connected(JoinlySimulator simulator, String name) throws Exception {
    WireClient client = new WireClient(simulator);
    client.initialize("{\"name\": \"" + name + "\"}");
    return client;
  }

  void initialize(String settings) throws Exception {
    WireExchange exchange = beginInitialize(settings);
    if (exchange.status() != 200) {
      throw new AssertionError("initialize was answered " + exchange.status());
    }
    exchange.event();
    sessionId = exchange.head().headers().get("mcp-session-id");
    notify("notifications/initialized", "{}");
  }

  public WireExchange beginInitialize(String settings) throws IOException {
    return WireExchange.send(
        port,
        "POST",
        path,
        Map.of("accept", BOTH, "content-type", "application/json", "joinly-settings", settings),
        INITIALIZE);
  }

  String sessionId() {
    return sessionId;
  }

  public void useSession(String id) {
    sessionId = id;
  }

  private Map<String, String> headers() {
    Map<String, String> headers = new HashMap<>();
    headers.put("accept", BOTH);
    headers.put("content-type", "application/json");
    if (!sessionId.isEmpty()) {
      headers.put("mcp-session-id", sessionId);
    }
    return headers;
  }

  public int notify(String method, String params) throws Exception {
    try (WireExchange exchange =
        post("{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"params\":%s}".formatted(method, params))) {
      return exchange.status();
    }
  }

  WireExchange post(String body) throws IOException {
    return WireExchange.send(port, "POST", path, headers(), body);
  }

  /** Sends a request; the exchange's next event is its answer. */
  public WireExchange begin(int id, String method, String params) throws IOException {
    return post(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
            .formatted(id, method, params));
  }

  public WireExchange beginTool(int id, String tool, String arguments) throws IOException {
    return begin(id, "tools/call", "{\"name\":\"%s\",\"arguments\":%s}".formatted(tool, arguments));
  }

  public JsonNode request(String method, String params) throws Exception {
    try (WireExchange exchange = begin(1000 + ids.incrementAndGet(), method, params)) {
      return message(exchange.event());
    }
  }

  /** The text a tool answers with. */
  public String tool(String tool, String arguments) throws Exception {
    try (WireExchange exchange = beginTool(1000 + ids.incrementAndGet(), tool, arguments)) {
      return text(exchange.event());
    }
  }

  public void join(String url) throws Exception {
    String answer = tool("join_meeting", "{\"meeting_url\":\"" + url + "\"}");
    if (!answer.equals("Joined meeting.")) {
      throw new AssertionError(answer);
    }
  }

  public void subscribe() throws Exception {
    request("resources/subscribe", "{\"uri\":\"transcript://live\"}");
    request("resources/subscribe", "{\"uri\":\"transcript://live/segments\"}");
  }

  public JsonNode segments(String uri) throws Exception {
    JsonNode answer = request("resources/read", "{\"uri\":\"" + uri + "\"}");
    return MAPPER.readTree(answer.at("/result/contents/0/text").asText()).get("segments");
  }

  public WireExchange get() throws IOException {
    return WireExchange.send(
        port, "GET", path, Map.of("accept", "text/event-stream", "mcp-session-id", sessionId), "");
  }

  public int delete() throws Exception {
    try (WireExchange exchange =
        WireExchange.send(port, "DELETE", path, Map.of("mcp-session-id", sessionId), "")) {
      return exchange.status();
    }
  }

  public static JsonNode message(String event) throws Exception {
    int data = event.indexOf("data: ");
    if (data < 0) {
      throw new AssertionError("No event: " + event);
    }
    return MAPPER.readTree(event.substring(data + 6));
  }

  static String text(String event) throws Exception {
    return message(event).at("/result/content/0/text").asText();
  }

  /** The URI an update is about. */
  public static String updated(WireExchange stream) throws Exception {
    return message(stream.event()).at("/params/uri").asText();
  }
}
