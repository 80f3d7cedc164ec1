package ai.joinly.manager.mcp;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.mcp.RawServer.Reply;
import ai.joinly.manager.mcp.RawServer.Request;
import ai.joinly.manager.mcp.transport.McpHttp;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Plays a recording: lets our client send what the recorded client sent, checks each request
 * against the recorded one, and answers with the recorded bytes, without the recorded waiting.
 */
final class Replay implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** A request that has come, and the way to answer it. */
  private record Arrived(Request request, Reply reply) {}

  /** What became of a request on the client's side: a value, or a failure. */
  record Outcome(Recording.Line line, CompletableFuture<Object> value, Thread thread) {}

  private final Recording recording;
  private final RawServer server;
  private final McpClient client;
  private final BlockingQueue<Arrived> arrivals = new LinkedBlockingQueue<>();
  private final Map<Integer, Arrived> exchanges = new HashMap<>();
  private final Set<String> cutOff = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean streamSeen = new AtomicBoolean();
  private final Map<String, McpStart> starts = new ConcurrentHashMap<>();
  private final Map<String, McpSession> sessions = new ConcurrentHashMap<>();
  private final Map<Long, Long> requestIds = new ConcurrentHashMap<>();
  private final Map<Integer, McpEventStream> streams = new HashMap<>();
  final Map<Integer, Outcome> outcomes = new HashMap<>();
  final List<String> notified = new CopyOnWriteArrayList<>();
  private int notifications;

  Replay(Recording recording) throws IOException {
    this.recording = recording;
    this.server =
        new RawServer(
            (request, reply) -> {
              if (cutOff.contains(request.body())) { // sent once more, on a fresh connection
                reply.cut();
                return;
              }
              // A stream that was cut is opened again, which the recorded client did not do.
              if (!request.method().equals("GET") || !streamSeen.getAndSet(true)) {
                arrivals.add(new Arrived(request, reply));
              }
              reply.hold();
            });
    this.client =
        new McpClient(
            McpHttp.create(LIMIT), server.uri("/mcp/"), new McpLimits(1_000_000, 100_000));
  }

  void run() throws Exception {
    for (Recording.Line line : recording.lines()) {
      if (line.isServer()) {
        play(line);
      } else if (line.isRequest()) {
        request(line);
      } else if (line.direction().equals("client")) {
        drop(line);
      }
    }
  }

  private void drop(Recording.Line line) {
    if (streams.containsKey(line.x())) {
      eventually("all that was notified is heard", () -> notified.size() == notifications);
      streams.get(line.x()).close();
    } else if (outcomes.containsKey(line.x())) {
      Outcome outcome = outcomes.get(line.x());
      outcome.thread().interrupt();
    }
  }

  private void request(Recording.Line line) throws Exception {
    boolean isSecondStream =
        line.http().path("method").asText().equals("GET") && !streams.isEmpty();
    if (line.rpcMethod().equals("resources/unsubscribe") || isSecondStream) {
      return; // nothing our client ever does
    }
    CompletableFuture<Object> value = new CompletableFuture<>();
    Thread thread = Thread.ofVirtual().unstarted(() -> perform(line, value));
    outcomes.put(line.x(), new Outcome(line, value, thread));
    thread.start();
    Arrived arrived = arrivals.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertTrue(arrived != null, "did not send " + line);
    exchanges.put(line.x(), arrived);
    check(line, arrived.request());
  }

  private void check(Recording.Line line, Request sent) throws IOException {
    assertEquals(line.http().path("method").asText(), sent.method());
    assertEquals("/mcp/", sent.path());
    for (String header : List.of("accept", "content-type", "mcp-session-id")) {
      if (!sent.method().equals("DELETE") || header.equals("mcp-session-id")) {
        assertEquals(line.http().path("headers").path(header).asText(""), sent.header(header));
      }
    }
    String version = line.http().path("headers").path("mcp-protocol-version").asText("");
    if (!version.isEmpty()) {
      assertEquals(version, sent.header("mcp-protocol-version"));
    }
    if (!line.body().isEmpty()) {
      checkBody((ObjectNode) line.message(), (ObjectNode) JSON.readTree(sent.body()));
    }
  }

  private void checkBody(ObjectNode recorded, ObjectNode sent) {
    assertEquals(recorded.has("id"), sent.has("id"), "a request has an id, a notification none");
    recorded.remove("id");
    sent.remove("id");
    if (recorded.path("method").asText().equals("initialize")) {
      assertEquals("2025-06-18", sent.path("params").path("protocolVersion").asText());
      ((ObjectNode) recorded.path("params")).remove(List.of("clientInfo", "protocolVersion"));
      ((ObjectNode) sent.path("params")).remove(List.of("clientInfo", "protocolVersion"));
    }
    // What our client does not send, and the id that is its own.
    if (recorded.get("params") instanceof ObjectNode params) {
      params.remove(List.of("requestId", "reason", "_meta"));
      ((ObjectNode) sent.path("params")).remove("requestId");
    }
    assertEquals(recorded, sent);
  }

  private void play(Recording.Line line) throws IOException {
    Arrived arrived = exchanges.get(line.x());
    if (arrived == null) {
      return;
    }
    Reply reply = arrived.reply();
    JsonNode http = line.http();
    boolean whole = http.has("status") && http.path("headers").has("content-length");
    if (whole) {
      reply.last();
    }
    try {
      if (http.has("status")) {
        StringBuilder head =
            new StringBuilder("HTTP/1.1 " + http.path("status").asInt() + " X\r\n");
        http.path("headers")
            .properties()
            .forEach(h -> head.append(h.getKey() + ": " + h.getValue().asText() + "\r\n"));
        reply.raw(head + "\r\n" + line.body());
      } else if (http.has("chunk")) {
        reply.chunk(withOurId(line.body(), arrived.request()));
        notifications += streams.containsKey(line.x()) && !line.body().startsWith(":") ? 1 : 0;
      } else if (http.has("end")) {
        reply.end();
      } else {
        if (!arrived.request().body().isEmpty()) {
          cutOff.add(arrived.request().body());
        }
        reply.cut();
      }
    } catch (IOException e) {
      // The client has dropped this exchange.
    }
    if (whole || http.has("end") || http.has("error")) {
      awaitOutcome(line.x());
    }
  }

  /** The recorded client was one thread: it asked after it had been answered. */
  private void awaitOutcome(int x) {
    outcomes.get(x).value().exceptionally(e -> "").orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static String withOurId(String chunk, Request request) throws IOException {
    if (request.body().isEmpty() || !chunk.contains("\"id\":")) {
      return chunk;
    }
    String id = JSON.readTree(request.body()).path("id").asText();
    return chunk.replaceFirst("\"id\":(\"[^\"]*\"|\\d+)", "\"id\":" + id);
  }

  private void perform(Recording.Line line, CompletableFuture<Object> value) {
    try {
      value.complete(perform(line));
    } catch (McpException | InterruptedException | RuntimeException e) {
      value.completeExceptionally(e);
    }
  }

  private Object perform(Recording.Line line) throws McpException, InterruptedException {
    String method = line.http().path("method").asText();
    if (method.equals("DELETE")) {
      named(line).delete(LIMIT);
      return "";
    }
    if (method.equals("GET")) {
      streams.put(line.x(), named(line).openStream(new Notified(), LIMIT, () -> 0));
      return "";
    }
    JsonNode params = line.message().path("params");
    return switch (line.rpcMethod()) {
      case "initialize" -> {
        sessions.remove(line.who());
        McpStart start =
            client.start(
                Map.of(
                    "joinly-settings",
                    line.http().path("headers").path("joinly-settings").asText("{}")),
                LIMIT);
        starts.put(line.who(), start);
        McpSession session = start.await(LIMIT);
        sessions.put(line.who(), session);
        yield session;
      }
      case "notifications/initialized" -> {
        sessions.get(line.who()).initialized(LIMIT);
        yield "";
      }
      case "ping" -> {
        named(line).ping(LIMIT);
        yield "";
      }
      case "tools/list" -> named(line).listTools(LIMIT);
      case "tools/call" -> {
        long id = named(line).newRequestId();
        requestIds.put(line.message().path("id").asLong(), id);
        yield named(line)
            .callTool(
                id, params.path("name").asText(), (ObjectNode) params.path("arguments"), LIMIT);
      }
      case "resources/read" -> named(line).readResource(params.path("uri").asText(), LIMIT);
      case "resources/subscribe" -> {
        named(line).subscribe(params.path("uri").asText(), LIMIT);
        yield "";
      }
      case "notifications/cancelled" -> {
        long id = params.path("requestId").asLong();
        named(line).cancel(requestIds.getOrDefault(id, id), LIMIT);
        yield "";
      }
      default -> throw new IllegalStateException("not foreseen: " + line);
    };
  }

  /** The session, which may not be ready yet. */
  private McpSession named(Recording.Line line) throws InterruptedException {
    McpSession ready = sessions.get(line.who());
    return ready != null ? ready : starts.get(line.who()).awaitNamed(LIMIT).orElseThrow();
  }

  @Override
  public void close() throws IOException {
    streams.values().forEach(McpEventStream::close);
    server.close();
  }

  private final class Notified implements McpStreamListener {
    @Override
    public void onOpened() {}

    @Override
    public void onNotification(String method, JsonNode params) {
      notified.add(params.path("uri").asText());
    }

    @Override
    public void onGap(Gap gap) {}

    @Override
    public void onLost() {}
  }
}
