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
 * Session at an MCP server. Every request blocks for at most its time limit, independent of the
 * server, and an interrupt of the calling thread ends it immediately. Thread-safe.
 */
public final class McpSession {
  /** Id for a server without sessions. */
  static final String UNNAMED = "";

  private static final String DELETE = "DELETE";
  private static final int MAX_PAGES = 20;
  private static final int MAX_TOOLS = 500;

  /** Maximum characters of all tools together; the page that exceeds it is the last one read. */
  private static final int MAX_CHARACTERS = 2_000_000;

  private static final int MAX_REQUESTS = 64;
  private static final String CALL_TOOL = "tools/call";

  private final McpTransport transport;
  private final McpLimits limits;
  private final String id;
  private final ServerRequests serverRequests;
  private final Set<DeadlineCall<?>> inProgress = ConcurrentHashMap.newKeySet();
  private volatile Optional<ServerDescription> server = Optional.empty();
  private volatile boolean closed;
  private volatile Consumer<String> notifications = method -> {};

  public McpSession(McpTransport transport, McpLimits limits, String id) {
    this.transport = transport;
    this.limits = limits;
    this.id = id;
    this.serverRequests = new ServerRequests(this::answer);
  }

  /** Returns the session id; empty when the server has no sessions. */
  public String id() {
    return id;
  }

  /** Returns the server's description; empty until it has answered {@code initialize}. */
  public Optional<ServerDescription> server() {
    return server;
  }

  void negotiated(ServerDescription description) {
    server = Optional.of(description);
  }

  /** Notifies the server that the session starts; must precede all other requests. */
  public void initialized(Duration limit) throws McpException, InterruptedException {
    notify("notifications/initialized", RpcMessages.object(), limit);
  }

  public void ping(Duration limit) throws McpException, InterruptedException {
    request("ping", RpcMessages.object(), limit);
  }

  /** Returns all tools, page by page. An endless list is truncated. */
  public List<ToolDescription> listTools(Duration limit) throws McpException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    List<ToolDescription> tools = new ArrayList<>();
    Set<String> cursors = new HashSet<>();
    int characters = 0;
    ObjectNode params = RpcMessages.object();
    for (int page = 0; page < MAX_PAGES; page++) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      JsonNode result = request("tools/list", params, left);
      List<ToolDescription> listed = McpResults.tools(result);
      tools.addAll(listed);
      characters += listed.stream().mapToInt(ToolDescription::size).sum();
      String cursor = result.path("nextCursor").asText("");
      if (cursor.isEmpty()
          || !cursors.add(cursor)
          || tools.size() > MAX_TOOLS
          || characters > MAX_CHARACTERS) {
        break;
      }
      params = RpcMessages.object().put("cursor", cursor);
    }
    return List.copyOf(tools);
  }

  /** Returns an id for a request that may be cancelled later. */
  public long newRequestId() {
    return RpcMessages.nextId();
  }

  /**
   * Calls a tool. A failing tool is a result, not an exception.
   *
   * @param requestId an id from {@link #newRequestId}, used once
   */
  public ToolOutcome callTool(long requestId, String tool, ObjectNode arguments, Duration limit)
      throws McpException, InterruptedException {
    ObjectNode params = RpcMessages.object().put("name", tool);
    params.set("arguments", arguments);
    return ToolResults.read(request(requestId, CALL_TOOL, params, limit));
  }

  /** Returns the text of a resource. */
  public String readResource(String uri, Duration limit) throws McpException, InterruptedException {
    return McpResults.resourceText(
        request("resources/read", RpcMessages.object().put("uri", uri), limit));
  }

  /**
   * Returns the text of a resource that is read repeatedly.
   *
   * @param limit time limit of each read
   */
  public IncrementalText growingResource(String uri, Duration limit) {
    return new IncrementalResource(this, uri, limit);
  }

  public void subscribe(String uri, Duration limit) throws McpException, InterruptedException {
    request("resources/subscribe", RpcMessages.object().put("uri", uri), limit);
  }

  /** Notifies the server that the result of a request is no longer needed. */
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
   * Ends the session on the server. Also returns normally when the server reports that the session
   * does not exist, or that it ends sessions by itself. Sends nothing to a server without sessions.
   *
   * @throws McpException.SessionLost when the session is not found, but the answer may not be the
   *     server's
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
      if (!e.isReportedByServer()) {
        throw e;
      }
      return true; // already ended
    } catch (McpException.Refused e) {
      if (e.status() != 405) {
        throw e;
      }
    }
    return true;
  }

  /**
   * Opens the standalone event stream and keeps it open, on a separate virtual thread.
   *
   * @param idle maximum time without data before a stream counts as dead; above the server's ping
   *     interval
   */
  public McpEventStream openStream(
      McpStreamListener listener, Duration idle, RandomGenerator random) {
    return new McpEventStream(
        transport, this::headers, limits, listener, serverRequests, idle, Backoff.standard(random));
  }

  /** Aborts all requests in progress and refuses new ones, except {@link #delete}. */
  public void close() {
    closed = true;
    inProgress.forEach(DeadlineCall::abort);
  }

  /** Operation on an exchange that may be repeated. */
  @FunctionalInterface
  public interface Question<T> {
    void ask(RpcExchange exchange, Consumer<T> answer) throws McpException;
  }

  /** Runs an exchange on a separate thread. */
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
    if (inProgress.size() >= MAX_REQUESTS) {
      throw new McpException.ProtocolViolation(
          "More than " + MAX_REQUESTS + " simultaneous requests in one session");
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
      if (SessionLoss.isReportedBy(e, id)) {
        throw new McpException.SessionLost("The session no longer exists on the server", true);
      }
      throw e;
    }
  }

  private <T> T run(DeadlineCall.Work<T> work, Duration limit)
      throws McpException, InterruptedException {
    DeadlineCall<T> call = new DeadlineCall<>("mcp-call-" + id, work);
    inProgress.add(call); // before it starts, so that close() aborts it
    try {
      call.begin();
      return McpTransport.await(call, limit);
    } finally {
      inProgress.remove(call);
      call.abort();
    }
  }

  private RpcExchange exchange(Duration readTimeout, boolean repeatable) {
    return new RpcExchange(
        transport, headers(), limits, readTimeout, repeatable, response -> {}, this::take);
  }

  /** Handles a message that is not an answer. Never blocks. */
  void take(JsonNode message) {
    serverRequests.take(message);
    if (message.has("method") && !message.hasNonNull("id")) {
      notifications.accept(message.path("method").asText(""));
    }
  }

  /**
   * Sets the listener for the server's notifications outside of answers. It runs on threads that
   * must not be blocked.
   *
   * @param listener receives the methods; replaces the previous one
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
