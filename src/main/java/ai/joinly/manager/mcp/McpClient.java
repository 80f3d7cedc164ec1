package ai.joinly.manager.mcp;

import ai.joinly.manager.concurrent.DeadlineCall;
import ai.joinly.manager.mcp.transport.McpHttp;
import ai.joinly.manager.mcp.transport.McpResponse;
import ai.joinly.manager.mcp.transport.McpTransport;
import ai.joinly.manager.mcp.transport.RpcExchange;
import ai.joinly.manager.mcp.transport.SseReader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** Client of one MCP server over streamable HTTP. Thread-safe; cheap to create. */
public final class McpClient {
  private static final String INITIALIZE = "initialize";
  private static final String OFFERED_VERSION = "2025-06-18";

  /**
   * Oldest supported version: the first with the current form of tools; later ones only extend it.
   */
  private static final String OLDEST_VERSION = "2024-11-05";

  private static final Pattern VERSIONS = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_PROBE_BYTES = 16_384;
  private static final int MAX_ID_LENGTH = 1_024;
  private static final String VERSION =
      Optional.ofNullable(McpClient.class.getPackage().getImplementationVersion())
          .orElse("development");

  private final McpTransport transport;
  private final McpLimits limits;
  private final boolean sessionless;

  /**
   * @param http from {@link McpHttp}; shared, not closed here
   * @param endpoint the address of the MCP endpoint
   */
  public McpClient(McpHttp http, URI endpoint, McpLimits limits) {
    this(http, endpoint, limits, McpObserver.NONE);
  }

  /**
   * @param http from {@link McpHttp}; shared, not closed here
   * @param endpoint the address of the MCP endpoint
   * @param observer observer of all requests and event streams
   */
  public McpClient(McpHttp http, URI endpoint, McpLimits limits, McpObserver observer) {
    this(http, endpoint, limits, observer, Map.of(), false);
  }

  /**
   * @param http from {@link McpHttp}; shared, not closed here
   * @param endpoint the address of the MCP endpoint
   * @param observer observer of all requests and event streams
   * @param headers extra headers of every request; ASCII
   * @param sessionless whether a server without sessions is accepted
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
   * Starts a session; returns immediately.
   *
   * @param headers extra headers of the request that creates the session; ASCII
   * @param longest time limit of the start, independent of its callers' limits
   */
  public McpStart start(Map<String, String> headers, Duration longest) {
    Map<HeaderName, String> extra = named(headers);
    CompletableFuture<Optional<McpSession>> named = new CompletableFuture<>();
    DeadlineCall<McpSession> call =
        new DeadlineCall<>(
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
   * Returns a session that another process created; nothing is sent.
   *
   * @param protocolVersion the negotiated version; empty when there was no negotiation, so that the
   *     session can only be deleted
   * @param serverVersion the version that the server reported
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
            message -> named.getNow(Optional.empty()).ifPresent(s -> s.take(message)));
    long id = RpcMessages.nextId();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    JsonNode result =
        transport.observed(
            INITIALIZE,
            () -> {
              byte[] request = RpcMessages.request(id, INITIALIZE, initializeParams());
              try {
                exchange.request(id, INITIALIZE, request, answer::complete);
              } catch (McpException.Refused e) {
                throw formerTransport().orElse(e);
              }
              return answer.join(); // complete at this point, unless an exception was thrown
            });
    McpSession session =
        named
            .getNow(Optional.empty())
            .orElseThrow(
                () -> new McpException.ProtocolViolation("The server sent no valid session id"));
    session.negotiated(description(result));
    return session;
  }

  /**
   * Detects the transport that MCP had until 2024-11-05, HTTP+SSE, as the reason for a refused
   * start: an event stream whose first event names another address. Only for servers that need no
   * session: at a joinly server a request without a session creates one.
   */
  private Optional<McpException> formerTransport() {
    if (!sessionless) {
      return Optional.empty();
    }
    Map<HeaderName, String> headers = Map.of(HeaderNames.ACCEPT, "text/event-stream");
    try (McpResponse response = transport.send(Method.GET, headers, new byte[0], PROBE_TIMEOUT)) {
      if (response.isEventStream()
          && new SseReader(response.stream(), MAX_PROBE_BYTES, MAX_PROBE_BYTES, MAX_PROBE_BYTES)
              .next()
              .filter(event -> event.name().equals("endpoint"))
              .isPresent()) {
        return Optional.of(
            new McpException.ProtocolViolation(
                "The server uses HTTP+SSE, the former transport of MCP, at this address; set the"
                    + " address of its streamable HTTP endpoint, which often ends in /mcp"));
      }
    } catch (IOException | RuntimeException | McpException e) {
      // The refusal is reported instead.
    }
    return Optional.empty();
  }

  private Optional<McpSession> sessionOf(McpResponse response) {
    return response
        .header(McpTransport.SESSION_ID)
        .filter(McpClient::canBeSent)
        .or(() -> sessionless ? Optional.of(McpSession.UNNAMED) : Optional.empty())
        .map(id -> new McpSession(transport, limits, id));
  }

  /** Returns whether an id is valid in a header. */
  private static boolean canBeSent(String id) {
    return !id.isBlank()
        && id.length() <= MAX_ID_LENGTH
        && id.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }

  private static ObjectNode initializeParams() {
    ObjectNode params = RpcMessages.object().put("protocolVersion", OFFERED_VERSION);
    params.set("capabilities", RpcMessages.object());
    params.set(
        "clientInfo", RpcMessages.object().put("name", "joinly-manager").put("version", VERSION));
    return params;
  }

  private static ServerDescription description(JsonNode result) throws McpException {
    String version = result.path("protocolVersion").asText("");
    if (!VERSIONS.matcher(version).matches() || version.compareTo(OLDEST_VERSION) < 0) {
      throw new McpException.ProtocolViolation(
          "The server uses an unsupported version of the protocol");
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
