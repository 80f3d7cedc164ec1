package ai.joinly.manager.meeting;

import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.mcp.RawServer;
import ai.joinly.manager.mcp.RawServer.Reply;
import ai.joinly.manager.mcp.RawServer.Request;
import ai.joinly.manager.meeting.joinly.JoinlyStart;
import ai.joinly.manager.meeting.transcript.Transcripts;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The least of a joinly server, cross-wired as the real one is, with a place for each test to put
 * its own behaviour at the very moment it needs.
 */
public final class ScriptedJoinly implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Takes a request instead of the server, if it says so. */
  @FunctionalInterface
  public interface Interceptor {
    boolean takes(Request request, Reply reply) throws Exception;
  }

  /** A session as the server sees it. */
  public static final class Session {
    public final String id;
    public final String settings;
    public final List<Segment> transcript = new CopyOnWriteArrayList<>();
    public final Map<String, Session> listeners = new ConcurrentHashMap<>();
    public volatile Optional<Reply> stream = Optional.empty();
    volatile boolean joined;

    public Session(String id, String settings) {
      this.id = id;
      this.settings = settings;
    }
  }

  public final Map<String, Session> sessions = new ConcurrentHashMap<>();
  public final List<String> log = new CopyOnWriteArrayList<>();
  public volatile String version = "1.12.0";
  public volatile String protocol = "2025-06-18";
  public volatile Interceptor interceptor = (request, reply) -> false;
  private final AtomicInteger made = new AtomicInteger();
  private volatile Session madeLast = new Session("none", "");
  private final RawServer server;

  public ScriptedJoinly() throws IOException {
    this.server = new RawServer(this::handle);
  }

  public URI url() {
    return server.uri("/mcp/");
  }

  public int openConnections() {
    return server.openConnections();
  }

  public Session only() {
    return sessions.values().iterator().next();
  }

  /** A participant says something, and the server tells who subscribed. */
  public void say(Session session, Segment segment) throws IOException {
    session.transcript.add(segment);
    push(session, JoinlyStart.SEGMENTS);
    push(session, JoinlyStart.UTTERANCES);
  }

  void push(Session session, String uri) throws IOException {
    Session listener = session.listeners.get(uri);
    if (listener != null && listener.stream.isPresent()) {
      Reply reply = listener.stream.get();
      synchronized (reply) {
        reply.event(
            "{\"method\":\"notifications/resources/updated\",\"params\":{\"uri\":\"%s\"}}"
                .formatted(uri));
      }
    }
  }

  public static void result(Request request, Reply reply, String result) throws IOException {
    String id = JSON.readTree(request.body()).path("id").asText();
    reply.begin();
    reply.event("{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}".formatted(id, result));
    reply.end();
  }

  public static void tool(Request request, Reply reply, boolean isError, String text)
      throws IOException {
    result(
        request,
        reply,
        "{\"content\":[{\"type\":\"text\",\"text\":%s}],\"isError\":%s}"
            .formatted(JSON.writeValueAsString(text), isError));
  }

  private void handle(Request request, Reply reply) throws Exception {
    JsonNode message = JSON.readTree(request.body().isEmpty() ? "{}" : request.body());
    String method = message.path("method").asText();
    String tool = message.at("/params/name").asText();
    log.add(request.method().equals("POST") ? (tool.isEmpty() ? method : tool) : request.method());
    if (interceptor.takes(request, reply)) {
      return;
    }
    if (method.equals("initialize")) {
      initialize(request, reply);
      return;
    }
    Session session = sessions.get(request.header("mcp-session-id"));
    if (session == null) {
      reply.answer(400, "", "Bad Request: No valid session ID provided");
    } else if (request.method().equals("GET")) {
      reply.begin();
      session.stream = Optional.of(reply);
      reply.hold();
    } else if (request.method().equals("DELETE")) {
      delete(session, reply);
    } else {
      post(session, request, reply, method, message.path("params"));
    }
  }

  void initialize(Request request, Reply reply) throws IOException {
    Session session =
        new Session("session-" + made.incrementAndGet(), request.header("joinly-settings"));
    sessions.put(session.id, session);
    madeLast = session;
    String id = JSON.readTree(request.body()).path("id").asText();
    reply.begin("mcp-session-id: " + session.id);
    reply.event(
        """
        {"jsonrpc":"2.0","id":%s,"result":{"protocolVersion":"%s",\
        "serverInfo":{"name":"joinly","version":"%s"}}}\
        """
            .formatted(id, protocol, version));
    reply.end();
  }

  private void delete(Session session, Reply reply) throws IOException {
    sessions.remove(session.id);
    reply.answer(200, "", "");
    if (session.stream.isPresent()) {
      session.stream.get().cut();
    }
  }

  private void post(Session session, Request request, Reply reply, String method, JsonNode params)
      throws IOException {
    switch (method) {
      case "resources/subscribe" -> {
        // The trap: it is the session made last that is listened to.
        madeLast.listeners.put(params.path("uri").asText(), session);
        result(request, reply, "{}");
      }
      case "resources/read" ->
          result(
              request,
              reply,
              "{\"contents\":[{\"text\":%s}]}"
                  .formatted(JSON.writeValueAsString(Transcripts.json(session.transcript))));
      case "tools/list" ->
          result(request, reply, "{\"tools\":[{\"name\":\"speak_text\",\"description\":\"d\"}]}");
      case "tools/call" -> call(session, request, reply, params.path("name").asText());
      case "notifications/cancelled" -> {
        sessions.remove(session.id);
        reply.answer(202, "", "");
      }
      default -> reply.answer(202, "", "");
    }
  }

  private static void call(Session session, Request request, Reply reply, String tool)
      throws IOException {
    switch (tool) {
      case "join_meeting" -> {
        session.joined = true;
        tool(request, reply, false, "Joined meeting.");
      }
      case "leave_meeting" -> {
        session.joined = false;
        tool(request, reply, false, "Left the meeting.");
      }
      case "speak_text" -> tool(request, reply, false, "Finished speaking.");
      default -> tool(request, reply, true, "Unknown tool: " + tool);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
