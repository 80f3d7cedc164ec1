package ai.joinly.manager.mcp;

import ai.joinly.manager.concurrent.Backoff;
import ai.joinly.manager.concurrent.DeadlineCall;
import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.mcp.incremental.IncrementalResource;
import ai.joinly.manager.mcp.incremental.IncrementalText;
import ai.joinly.manager.mcp.result.ToolResults;
import ai.joinly.manager.mcp.transport.McpTransport;
import ai.joinly.manager.mcp.transport.RpcExchange;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderName;
import io.helidon.http.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A session at an MCP server. Every request blocks for at most the limit it is given, whatever the
 * server does, and an interrupt of the calling thread ends it at once. Thread-safe.
 */
public final class McpSession {
  /** The id where a server names no session, and knows of none. */
  static final String UNNAMED = "";

  private static final String DELETE = "DELETE";
  private static final int MOST_PAGES = 20;
  private static final int MOST_TOOLS = 500;

  /** Of all tools together; the page that goes beyond it is the last. */
  private static final int MOST_CHARACTERS = 2_000_000;

  private static final int MOST_REQUESTS = 64;
  private static final String CALL_TOOL = "tools/call";

  private final McpTransport transport;
  private final McpLimits limits;
  private final String id;
  private final ServerRequests serverRequests;
  private final Set<DeadlineCall<?>> underWay = ConcurrentHashMap.newKeySet();
  private volatile Optional<ServerDescription> server = Optional.empty();
  private volatile boolean closed;
  private volatile Consumer<String> notifications = method -> {};

  public McpSession(McpTransport transport, McpLimits limits, String id) {
    this.transport = transport;
    this.limits = limits;
    this.id = id;
    this.serverRequests = new ServerRequests(this::answer);
  }

  /** Empty where the server names no session. */
  public String id() {
    return id;
  }

  /** What the server said of itself; empty until it has answered {@code initialize}. */
  public Optional<ServerDescription> server() {
    return server;
  }

  void negotiated(ServerDescription description) {
    server = Optional.of(description);
  }

  /** Tells the server that the session begins; nothing else may be asked before. */
  public void initialized(Duration limit) throws McpException, InterruptedException {
    notify("notifications/initialized", RpcMessages.object(), limit);
  }

  public void ping(Duration limit) throws McpException, InterruptedException {
    request("ping", RpcMessages.object(), limit);
  }

  /** Returns all tools, page after page; of a list without an end the beginning. */
  public List<ToolDescription> listTools(Duration limit) throws McpException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    List<ToolDescription> tools = new ArrayList<>();
    Set<String> cursors = new HashSet<>();
    int characters = 0;
    ObjectNode params = RpcMessages.object();
    for (int page = 0; page < MOST_PAGES; page++) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      JsonNode result = request("tools/list", params, left);
      List<ToolDescription> listed = McpResults.tools(result);
      tools.addAll(listed);
      characters += listed.stream().mapToInt(ToolDescription::size).sum();
      String cursor = result.path("nextCursor").asText("");
      if (cursor.isEmpty()
          || !cursors.add(cursor)
          || tools.size() > MOST_TOOLS
          || characters > MOST_CHARACTERS) {
        break;
      }
      params = RpcMessages.object().put("cursor", cursor);
    }
    return List.copyOf(tools);
  }

  /** An id for a request that may have to be cancelled. */
  public long newRequestId() {
    return RpcMessages.nextId();
  }

  /**
   * Calls a tool. A failing tool is a result, not an exception.
   *
   * @param requestId from {@link #newRequestId}, used once
   */
  public ToolOutcome callTool(long requestId, String tool, ObjectNode arguments, Duration limit)
      throws McpException, InterruptedException {
    ObjectNode params = RpcMessages.object().put("name", tool);
    params.set("arguments", arguments);
    return ToolResults.read(request(requestId, CALL_TOOL, params, limit));
  }

  /** The text of a resource. */
  public String readResource(String uri, Duration limit) throws McpException, InterruptedException {
    return McpResults.resourceText(
        request("resources/read", RpcMessages.object().put("uri", uri), limit));
  }

  /**
   * The text of a resource that is to be read again and again.
   *
   * @param limit of each reading
   */
  public IncrementalText growingResource(String uri, Duration limit) {
    return new IncrementalResource(this, uri, limit);
  }

  public void subscribe(String uri, Duration limit) throws McpException, InterruptedException {
    request("resources/subscribe", RpcMessages.object().put("uri", uri), limit);
  }

  /** Tells the server that nobody waits for a request any more. */
  public void cancel(long requestId, Duration limit) throws McpException, InterruptedException {
    notify("notifications/cancelled", RpcMessages.object().put("requestId", requestId), limit);
  }

  public void notify(String method, ObjectNode params, Duration limit)
      throws McpException, InterruptedException {
    transport.observed(
        method,
        () -> {
          send(RpcMessages.notification(method, params), limit);
          return true;
        });
  }

  /**
   * Ends the session on the server. Returns as well when the server says that it does not know it
   * any more, or that it ends sessions by itself. Asks nothing of a server that names no session.
   *
   * @throws McpException.SessionLost when it is not found, and who says so may not be the server
   */
  public void delete(Duration limit) throws McpException, InterruptedException {
    if (!id.equals(UNNAMED)) {
      transport.observed(DELETE, () -> run(done -> done.accept(sendDelete(limit)), limit));
    }
  }

  private boolean sendDelete(Duration limit) throws McpException {
    try {
      transport.send(Method.DELETE, headers(), new byte[0], limit).close();
    } catch (McpException.SessionLost e) {
      if (!e.isToldByServer()) {
        throw e;
      }
      return true; // what was wanted
    } catch (McpException.Refused e) {
      if (e.status() != 405) {
        throw e;
      }
    }
    return true;
  }

  /**
   * Opens the standalone event stream and keeps it open, on a virtual thread of its own.
   *
   * @param idle after how much silence a stream is taken for dead; above the server's ping
   */
  public McpEventStream openStream(
      McpStreamListener listener, Duration idle, RandomGenerator random) {
    return new McpEventStream(
        transport, this::headers, limits, listener, serverRequests, idle, Backoff.standard(random));
  }

  /** Cuts all requests under way and refuses new ones; {@link #delete} excepted. */
  public void close() {
    closed = true;
    underWay.forEach(DeadlineCall::abort);
  }

  /** Something that is asked by an exchange that may be repeated. */
  @FunctionalInterface
  public interface Question<T> {
    void ask(RpcExchange exchange, Consumer<T> answer) throws McpException;
  }

  /** Asks on a thread of its own. */
  public <T> T exchange(String method, Duration limit, Question<T> question)
      throws McpException, InterruptedException {
    return transport.observed(
        method, () -> runOpen(answer -> question.ask(exchange(limit, true), answer), limit));
  }

  private JsonNode request(String method, ObjectNode params, Duration limit)
      throws McpException, InterruptedException {
    return request(RpcMessages.nextId(), method, params, limit);
  }

  private JsonNode request(long requestId, String method, ObjectNode params, Duration limit)
      throws McpException, InterruptedException {
    byte[] body = RpcMessages.request(requestId, method, params);
    boolean repeatable = !method.equals(CALL_TOOL);
    return transport.observed(
        method,
        () ->
            runOpen(
                result -> exchange(limit, repeatable).request(requestId, method, body, result),
                limit));
  }

  private void send(byte[] body, Duration limit) throws McpException, InterruptedException {
    runOpen(
        done -> {
          exchange(limit, true).send(body);
          done.accept(true);
        },
        limit);
  }

  private <T> T runOpen(DeadlineCall.Work<T> work, Duration limit)
      throws McpException, InterruptedException {
    if (underWay.size() >= MOST_REQUESTS) {
      throw new McpException.ProtocolViolation(
          "More than " + MOST_REQUESTS + " requests at once in one session");
    }
    DeadlineCall.Work<T> unlessClosed =
        result -> {
          if (closed) {
            throw new McpException.SessionLost("The session was ended", false);
          }
          work.run(result);
        };
    try {
      return run(unlessClosed, limit);
    } catch (McpException.RpcError e) {
      if (SessionLoss.isToldBy(e, id)) {
        throw new McpException.SessionLost("The server does not know the session any more", true);
      }
      throw e;
    }
  }

  private <T> T run(DeadlineCall.Work<T> work, Duration limit)
      throws McpException, InterruptedException {
    DeadlineCall<T> call = new DeadlineCall<>("mcp-call-" + id, work);
    underWay.add(call); // before it begins, so that close() misses none
    try {
      call.begin();
      return McpTransport.await(call, limit);
    } finally {
      underWay.remove(call);
      call.abort();
    }
  }

  private RpcExchange exchange(Duration readTimeout, boolean repeatable) {
    return new RpcExchange(
        transport, headers(), limits, readTimeout, repeatable, response -> {}, this::take);
  }

  /** Takes a message that answers nothing. Never blocks. */
  void take(JsonNode message) {
    serverRequests.take(message);
    if (message.has("method") && !message.hasNonNull("id")) {
      notifications.accept(message.path("method").asText(""));
    }
  }

  /**
   * Passes on the server's notifications, apart from its answers, on threads that must not be
   * blocked.
   *
   * @param listener of the methods; replaces a former one
   */
  public void onNotification(Consumer<String> listener) {
    notifications = listener;
  }

  private void answer(byte[] message) throws McpException, InterruptedException {
    send(message, ServerRequests.LIMIT);
  }

  private Map<HeaderName, String> headers() {
    Map<HeaderName, String> headers = new LinkedHashMap<>();
    if (!id.equals(UNNAMED)) {
      headers.put(McpTransport.SESSION_ID, id);
    }
    server.ifPresent(s -> headers.put(McpTransport.PROTOCOL_VERSION, s.protocolVersion()));
    return headers;
  }
}
