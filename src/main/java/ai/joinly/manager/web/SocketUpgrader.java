package ai.joinly.manager.web;

import ai.joinly.manager.model.AgentId;
import ai.joinly.manager.model.InvalidFieldsException;
import ai.joinly.manager.store.StoreException;
import ai.joinly.manager.web.feed.Cursor;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a WebSocket of a connection whose request asks for it, as RFC 6455, section 4.2, has it.
 * Thread-safe.
 */
final class SocketUpgrader implements Http1Upgrader {
  private static final PathMatcher AGENT = PathMatchers.create("/ws/agents/{agent_id}[/]");
  private static final PathMatcher SESSION = PathMatchers.create("/ws/session[/]");
  private static final HeaderName KEY = HeaderNames.create("Sec-WebSocket-Key");
  private static final HeaderName VERSION = HeaderNames.create("Sec-WebSocket-Version");
  private static final String SUPPORTED_VERSION = "13";
  private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;

  private final Sockets sockets;
  private final Origins origins;

  SocketUpgrader(Sockets sockets, Origins origins) {
    this.sockets = sockets;
    this.origins = origins;
  }

  @Override
  public String supportedProtocol() {
    return "websocket";
  }

  @Override
  public @Nullable ServerConnection upgrade(
      ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
    boolean ofOneAgent = AGENT.match(prologue.uriPath()).accepted();
    if (!ofOneAgent && !SESSION.match(prologue.uriPath()).accepted()) {
      return null; // answered as any request for an unknown path
    }
    try {
      String accept = check(prologue, headers);
      SocketConnection connection =
          ofOneAgent
              ? sockets.admit(context, Optional.of(agentId(prologue)), after(prologue))
              : sockets.admit(context, Optional.empty(), cursor(prologue));
      accept(context, connection, accept);
      return connection;
    } catch (ApiException e) {
      throw refusal(e.error(), prologue, headers);
    } catch (InvalidFieldsException | StoreException e) {
      throw refusal(ApiErrors.of(e), prologue, headers);
    }
  }

  /** Returns what answers the client's key. */
  private String check(HttpPrologue prologue, Headers headers) {
    if (!origins.allows(headers)) {
      throw new ApiException(ApiError.foreignOrigin());
    }
    if (!prologue.method().equals(Method.GET)) {
      throw new ApiException(ApiError.wrongMethod("GET"));
    }
    if (!headers.first(VERSION).orElse("").strip().equals(SUPPORTED_VERSION)) {
      throw new ApiException(
          badRequest("The header Sec-WebSocket-Version is not " + SUPPORTED_VERSION + ".")
              .with(VERSION, SUPPORTED_VERSION));
    }
    String key = headers.first(KEY).orElse("").strip();
    if (!isKey(key)) {
      throw new ApiException(badRequest("The header Sec-WebSocket-Key is not 16 bytes in Base64."));
    }
    return answerTo(key);
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String answerTo(String key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      byte[] bytes = (key + KEY_SUFFIX).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(digest.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  private static void accept(ConnectionContext context, SocketConnection connection, String key) {
    String answer =
        """
        HTTP/1.1 101 Switching Protocols\r
        Connection: Upgrade\r
        Upgrade: websocket\r
        Sec-WebSocket-Accept: %s\r
        \r
        """
            .formatted(key);
    boolean written = false;
    try {
      context.dataWriter().writeNow(BufferData.create(answer.getBytes(StandardCharsets.US_ASCII)));
      written = true;
    } finally {
      if (!written) {
        connection.abandon();
      }
    }
  }

  private static AgentId agentId(HttpPrologue prologue) {
    Optional<String> text =
        AGENT.match(prologue.uriPath()).path().pathParameters().first("agent_id").asOptional();
    return text.filter(AgentId::isValid)
        .map(AgentId::new)
        .orElseThrow(() -> new ApiException(ApiError.unknownAgent()));
  }

  private static Optional<Long> after(HttpPrologue prologue) {
    return prologue.query().contains("after")
        ? Optional.of(QueryNumbers.read(prologue.query(), "after", 0, 0, Long.MAX_VALUE))
        : Optional.empty();
  }

  private static Optional<Long> cursor(HttpPrologue prologue) {
    if (!prologue.query().contains("cursor")) {
      return Optional.empty();
    }
    Optional<Long> position = Cursor.parse(prologue.query().first("cursor").orElse(""));
    if (position.isEmpty()) {
      throw QueryNumbers.invalid("cursor", "must be one that this manager gave");
    }
    return position;
  }

  private static ApiError badRequest(String sentence) {
    return new ApiError(Status.BAD_REQUEST_400, "bad_request", sentence);
  }

  private static RequestException refusal(ApiError error, HttpPrologue prologue, Headers headers) {
    return RefusedUpgrade.exception(
        error, prologue.method().text(), prologue.uriPath().rawPath(), headers);
  }
}
