package ai.joinly.manager.agenttools;

import ai.joinly.manager.mcp.RawServer;
import ai.joinly.manager.mcp.RawServer.Reply;
import ai.joinly.manager.mcp.RawServer.Request;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A small MCP server with tools, over a real socket: streamable HTTP with sessions, pages, an event
 * stream, and what can go wrong with all that. Thread-safe.
 */
public final class FakeToolServer implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  /** A tool; it answers with the result of {@code tools/call} as JSON. */
  public interface Tool {
    String call(JsonNode arguments) throws Exception;
  }

  /** How it answers. */
  public enum Manner {
    /** As it should. */
    WELL,
    /** 401, whatever is asked. */
    UNAUTHORISED,
    /** 503, whatever is asked. */
    OVERLOADED,
    /** It redirects to {@link #elsewhere}. */
    REDIRECTING,
    /** It cuts the connection of a call after the tool has run. */
    CUTTING_CALLS,
    /** It names a session and then says nothing more. */
    STUCK_AT_START,
    /** It forgets every session at once. */
    FORGETFUL,
    /** A proxy in front of it sends its first session to a server that is gone. */
    MISROUTED
  }

  /** Takes a request instead of the server, if it says so. */
  @FunctionalInterface
  public interface Interceptor {
    boolean takes(Request request, Reply reply) throws Exception;
  }

  private record Listed(String description, String schema, Tool tool) {}

  /** All requests in the order they came, over all restarts. */
  public final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

  /** The names of tools in the order they were called. */
  public final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

  /** Ids of sessions that were ended by {@code DELETE}. */
  public final List<String> deleted = new CopyOnWriteArrayList<>();

  public volatile Manner manner = Manner.WELL;
  public volatile Interceptor interceptor = (request, reply) -> false;

  /** The version of the protocol it speaks. */
  public volatile String version = "2025-06-18";

  public volatile URI elsewhere = URI.create("http://localhost/");

  /** How many of the next requests it answers with 503. */
  public final AtomicInteger failures = new AtomicInteger();

  /** What it answers to a session that it does not know: 404, or 400 in joinly's words. */
  public volatile int unknownSession = 404;

  public boolean knows(String session) {
    return open.contains(session);
  }

  /** Whether it names its sessions. */
  public volatile boolean sessions = true;

  /** Whether it says that it tells of changes of its list. */
  public volatile boolean listChanges;

  /** Tools on one page of its list. */
  public volatile int page = 3;

  /** How long it takes to end a session. */
  public volatile Duration deletion = Duration.ZERO;

  /** What it answers to {@code GET}: 200 is an event stream. */
  public volatile int stream = 200;

  private final Set<String> open = ConcurrentHashMap.newKeySet();
  private final Set<Reply> streams = ConcurrentHashMap.newKeySet();
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<String, Listed> tools = new LinkedHashMap<>(); // guarded by itself
  private volatile RawServer server;
  private volatile boolean stopped;

  public FakeToolServer() throws IOException {
    this.server = new RawServer(this::handle);
  }

  /** A result of {@code tools/call}. */
  public static String text(String text) {
    ObjectNode result = JSON.createObjectNode();
    result.putArray("content").addObject().put("type", "text").put("text", text);
    return result.toString();
  }

  public FakeToolServer tool(String name, Tool tool) {
    return tool(name, "What " + name + " does", "{\"type\":\"object\",\"properties\":{}}", tool);
  }

  public FakeToolServer tool(String name, String description, String schema, Tool tool) {
    synchronized (tools) {
      tools.put(name, new Listed(description, schema, tool));
    }
    return this;
  }

  public void removeTool(String name) {
    synchronized (tools) {
      tools.remove(name);
    }
  }

  /** A tool that answers once {@code go} is open. */
  public FakeToolServer slowTool(String name, CountDownLatch go) {
    return tool(
        name,
        arguments -> {
          go.await();
          return text("at last");
        });
  }

  public String url() {
    return server.uri("/mcp").toString();
  }

  /** As the operator has to list it. */
  public String hostAndPort() {
    return "127.0.0.1:" + server.port();
  }

  public int openSessions() {
    return open.size();
  }

  public int openStreams() {
    return streams.size();
  }

  /** The next tool that was called; fails when none is. */
  public String nextCall() throws InterruptedException {
    return Optional.ofNullable(calls.poll(10, TimeUnit.SECONDS))
        .orElseThrow(() -> new AssertionError("no tool was called"));
  }

  public long count(String method) {
    return requests.stream().filter(request -> method(request).equals(method)).count();
  }

  /** Forgets all sessions, as a restart does. */
  public void forgetSessions() {
    open.clear();
  }

  /** Tells all open event streams that the list of tools has changed. */
  public void sendListChanged() throws IOException {
    for (Reply reply : streams) {
      reply.event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
    }
  }

  /** Nobody listens at the port any more; sessions are forgotten. */
  public void stop() throws IOException {
    stopped = true;
    open.clear();
    server.close();
  }

  /** Listens at the same port again. */
  public void startAgain() throws IOException {
    stopped = false;
    server = new RawServer(server.port(), this::handle);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** The method of a request in the words of JSON-RPC, else of HTTP. */
  public static String method(Request request) {
    try {
      return request.method().equals("POST")
          ? JSON.readTree(request.body()).path("method").asText("")
          : request.method();
    } catch (IOException e) {
      return "";
    }
  }

  private void handle(Request request, Reply reply) throws Exception {
    if (stopped) {
      reply.cut(); // it got in just before the port was closed
      return;
    }
    requests.add(request);
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      reply.answer(503, "text/plain", quoted(request));
      return;
    }
    if (interceptor.takes(request, reply)) {
      return;
    }
    switch (manner) {
      case UNAUTHORISED -> reply.answer(401, "text/plain", quoted(request));
      case OVERLOADED -> reply.answer(503, "text/plain", quoted(request));
      case REDIRECTING -> reply.answer(307, "", "", "Location: " + elsewhere);
      case WELL, CUTTING_CALLS, STUCK_AT_START -> answer(request, reply);
      case MISROUTED -> {
        if (request.header("mcp-session-id").equals("s1")) {
          reply.answer(503, "text/plain", quoted(request));
        } else {
          answer(request, reply);
        }
      }
      case FORGETFUL -> {
        if (method(request).equals("tools/call")) {
          open.clear();
        }
        answer(request, reply);
      }
    }
  }

  /** A server that tells everybody what it was sent. */
  private static String quoted(Request request) {
    return "You sent " + request.headers();
  }

  private void answer(Request request, Reply reply) throws Exception {
    String session = request.header("mcp-session-id");
    boolean begins = method(request).equals("initialize");
    if (sessions && !begins && !open.contains(session)) {
      reply.answer(
          unknownSession,
          "text/plain",
          unknownSession == 400 ? "Bad Request: No valid session ID provided" : "");
      return;
    }
    switch (request.method()) {
      case "GET" -> openStream(reply);
      case "DELETE" -> {
        LockSupport.parkNanos(deletion.toNanos());
        open.remove(session);
        deleted.add(session);
        reply.answer(200, "", "");
      }
      default -> post(JSON.readTree(request.body()), request, reply);
    }
  }

  private void openStream(Reply reply) throws IOException {
    if (stream != 200) {
      reply.answer(stream, "", "");
      return;
    }
    reply.begin();
    streams.add(reply);
    try {
      reply.hold();
    } finally {
      streams.remove(reply);
    }
  }

  private void post(JsonNode message, Request request, Reply reply) throws Exception {
    if (!message.has("id")) {
      reply.answer(202, "", "");
      return;
    }
    switch (message.path("method").asText()) {
      case "initialize" -> initialize(message, reply);
      case "tools/list" -> reply(message, reply, list(message.at("/params/cursor").asInt(0)));
      case "tools/call" -> call(message, request, reply);
      default -> error(message, reply, -32_601, "Method not found");
    }
  }

  private void initialize(JsonNode message, Reply reply) throws IOException {
    String result =
        """
        {"protocolVersion":"%s","serverInfo":{"name":"fake","version":"1"},\
        "capabilities":{"tools":{"listChanged":%s}}}\
        """
            .formatted(version, listChanges);
    if (!sessions) {
      reply.answer(200, "application/json", envelope(message, result));
      return;
    }
    String id = "s" + ids.incrementAndGet();
    open.add(id);
    if (manner == Manner.STUCK_AT_START) {
      reply.begin("Mcp-Session-Id: " + id);
      reply.hold();
      return;
    }
    reply.answer(200, "application/json", envelope(message, result), "Mcp-Session-Id: " + id);
  }

  private String list(int from) {
    ObjectNode result = JSON.createObjectNode();
    var listed = result.putArray("tools");
    synchronized (tools) {
      List<String> names = new ArrayList<>(tools.keySet());
      for (String name : names.subList(from, Math.min(from + page, names.size()))) {
        Listed tool = Optional.ofNullable(tools.get(name)).orElseThrow();
        listed
            .addObject()
            .put("name", name)
            .put("description", tool.description())
            .putRawValue("inputSchema", new RawValue(tool.schema()));
      }
      if (from + page < names.size()) {
        result.put("nextCursor", Integer.toString(from + page));
      }
    }
    return result.toString();
  }

  private void call(JsonNode message, Request request, Reply reply) throws Exception {
    String name = message.at("/params/name").asText();
    Optional<Tool> tool;
    synchronized (tools) {
      tool = Optional.ofNullable(tools.get(name)).map(Listed::tool);
    }
    if (tool.isEmpty()) {
      error(message, reply, -32_602, "Unknown tool " + name + ". " + quoted(request));
      return;
    }
    calls.add(name);
    reply.begin();
    String result = tool.get().call(message.at("/params/arguments"));
    if (manner == Manner.CUTTING_CALLS) {
      reply.cut();
      return;
    }
    reply.event(envelope(message, result));
    reply.end();
  }

  private static void reply(JsonNode message, Reply reply, String result) throws IOException {
    reply.answer(200, "application/json", envelope(message, result));
  }

  private static void error(JsonNode message, Reply reply, int code, String reason)
      throws IOException {
    ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
    answer.set("id", message.get("id"));
    answer.putObject("error").put("code", code).put("message", reason);
    reply.answer(200, "application/json", answer.toString());
  }

  private static String envelope(JsonNode message, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + message.get("id") + ",\"result\":" + result + "}";
  }
}
