package ai.joinly.manager.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A client of one MCP server over streamable HTTP. Thread-safe; cheap. */
public final class McpClient {
  private static final String INITIALIZE = "initialize";
  private static final String OFFERED = "2025-06-18";
  private static final Set<String> SPOKEN = Set.of(OFFERED, "2025-03-26", "2024-11-05");
  private static final String VERSION =
      Optional.ofNullable(McpClient.class.getPackage().getImplementationVersion())
          .orElse("development");

  private final McpTransport transport;
  private final McpLimits limits;
  private final boolean sessionless;

  /**
   * @param http from {@link McpHttp}; shared, not closed here
   * @param endpoint where the server speaks MCP
   */
  public McpClient(McpHttp http, URI endpoint, McpLimits limits) {
    this(http, endpoint, limits, McpObserver.NONE);
  }

  /**
   * @param http from {@link McpHttp}; shared, not closed here
   * @param endpoint where the server speaks MCP
   * @param observer hears of all requests and event streams
   */
  public McpClient(McpHttp http, URI endpoint, McpLimits limits, McpObserver observer) {
    this(http, endpoint, limits, observer, Map.of(), false);
  }

  /**
   * @param http from {@link McpHttp}; shared, not closed here
   * @param endpoint where the server speaks MCP
   * @param observer hears of all requests and event streams
   * @param headers sent with every request, whatever it asks; ASCII
   * @param sessionless whether a server that names no session will do
   */
  public McpClient(
      McpHttp http,
      URI endpoint,
      McpLimits limits,
      McpObserver observer,
      Map<String, String> headers,
      boolean sessionless) {
    this.transport = new McpTransport(http, endpoint, named(headers), observer);
    this.limits = limits;
    this.sessionless = sessionless;
  }

  private static Map<HeaderName, String> named(Map<String, String> headers) {
    Map<HeaderName, String> named = new LinkedHashMap<>();
    headers.forEach((name, value) -> named.put(HeaderNames.create(name), value));
    return named;
  }

  /**
   * Begins a session; returns at once.
   *
   * @param headers extra headers of the request that makes the session; ASCII
   * @param longest after which the start is given up, whoever waits for it
   */
  public McpStart start(Map<String, String> headers, Duration longest) {
    Map<HeaderName, String> extra = named(headers);
    CompletableFuture<Optional<McpSession>> named = new CompletableFuture<>();
    McpCall<McpSession> call =
        McpCall.create(
            "mcp-start",
            result -> {
              try {
                result.accept(initialize(extra, longest, named));
              } finally {
                named.complete(Optional.empty()); // has no effect once the session is named
              }
            });
    call.begin();
    return new McpStart(call, named);
  }

  /**
   * A session that another process made; nothing is sent yet.
   *
   * @param protocolVersion what was negotiated then; empty when it did not come so far, so that the
   *     session can only be deleted
   * @param serverVersion what the server said of itself
   */
  public McpSession resume(String sessionId, String protocolVersion, String serverVersion) {
    McpSession session = new McpSession(transport, limits, sessionId);
    if (!protocolVersion.isEmpty()) {
      session.negotiated(
          new ServerDescription("", serverVersion, protocolVersion, Set.of(), false));
    }
    return session;
  }

  private McpSession initialize(
      Map<HeaderName, String> extra,
      Duration longest,
      CompletableFuture<Optional<McpSession>> named)
      throws McpException {
    RpcExchange exchange =
        new RpcExchange(
            transport,
            extra,
            limits,
            longest,
            false,
            response -> named.complete(sessionOf(response)),
            message -> {});
    long id = RpcMessages.nextId();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    JsonNode result =
        transport.observed(
            INITIALIZE,
            () -> {
              byte[] request = RpcMessages.request(id, INITIALIZE, initializeParams());
              exchange.request(id, INITIALIZE, request, answer::complete);
              return answer.join(); // which is there, or an exception was thrown
            });
    McpSession session =
        named
            .getNow(Optional.empty())
            .orElseThrow(() -> new McpException.ProtocolViolation("The server gave no session id"));
    session.negotiated(description(result));
    return session;
  }

  private Optional<McpSession> sessionOf(McpResponse response) {
    return response
        .header(McpTransport.SESSION_ID)
        .or(() -> sessionless ? Optional.of(McpSession.UNNAMED) : Optional.empty())
        .map(id -> new McpSession(transport, limits, id));
  }

  private static ObjectNode initializeParams() {
    ObjectNode params = RpcMessages.object().put("protocolVersion", OFFERED);
    params.set("capabilities", RpcMessages.object());
    params.set(
        "clientInfo", RpcMessages.object().put("name", "joinly-manager").put("version", VERSION));
    return params;
  }

  private static ServerDescription description(JsonNode result) throws McpException {
    String version = result.path("protocolVersion").asText("");
    if (!SPOKEN.contains(version)) {
      throw new McpException.ProtocolViolation(
          "The server speaks a version of the protocol that this client does not");
    }
    Set<String> experimental = new LinkedHashSet<>();
    result
        .path("capabilities")
        .path("experimental")
        .fieldNames()
        .forEachRemaining(experimental::add);
    JsonNode info = result.path("serverInfo");
    return new ServerDescription(
        info.path("name").asText(""),
        info.path("version").asText(""),
        version,
        experimental,
        result.at("/capabilities/tools/listChanged").asBoolean(false));
  }
}
