package ai.joinly.manager.web;

import ai.joinly.manager.model.AgentId;
import ai.joinly.manager.model.InvalidFieldsException;
import ai.joinly.manager.store.StoreException;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.websocket.WsUpgrader;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the web server tells of one connection, from the request to upgrade it to its close. Every
 * call is on the connection's own thread, which must never send, as the writer does.
 */
final class SocketListener implements WsListener {
  static final String AGENT_PATH = "/ws/agents/{agent_id}[/]";
  static final String SESSION_PATH = "/ws/session[/]";

  private static final PathMatcher AGENT = PathMatchers.create(AGENT_PATH);
  private static final int KEY_BYTES = 16;

  private final Sockets sockets;
  private final Origins origins;
  private final boolean ofOneAgent;

  /** Set by the upgrade, before anything else happens. */
  private @Nullable SocketConnection connection;

  /** Of the message that is being received in parts. */
  private long messageBytes;

  SocketListener(Sockets sockets, Origins origins, boolean ofOneAgent) {
    this.sockets = sockets;
    this.origins = origins;
    this.ofOneAgent = ofOneAgent;
  }

  @Override
  public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) {
    try {
      if (!origins.allows(headers)) {
        throw new ApiException(ApiError.foreignOrigin());
      }
      checkKey(headers);
      connection =
          ofOneAgent
              ? sockets.admit(Optional.of(agentId(prologue)), after(prologue))
              : sockets.admit(Optional.empty(), cursor(prologue));
      return Optional.empty();
    } catch (ApiException e) {
      throw refusal(e.error(), prologue, headers);
    } catch (InvalidFieldsException | StoreException e) {
      throw refusal(ApiErrors.of(e), prologue, headers);
    }
  }

  @Override
  public void onOpen(WsSession session) {
    connection().open(session);
  }

  @Override
  public void onMessage(WsSession session, String text, boolean last) {
    onPart(text.getBytes(StandardCharsets.UTF_8).length, last);
  }

  @Override
  public void onMessage(WsSession session, BufferData buffer, boolean last) {
    onPart(buffer.available(), last);
  }

  @Override
  public void onPing(WsSession session, BufferData buffer) {
    connection().heard();
    if (buffer.available() > SocketLimits.CONTROL_BYTES) {
      connection().close(SocketClose.PROTOCOL_ERROR);
    } else {
      connection().pong(buffer);
    }
  }

  @Override
  public void onPong(WsSession session, BufferData buffer) {
    connection().heard();
  }

  @Override
  public void onClose(WsSession session, int status, String reason) {
    end(SocketClose.BY_CLIENT);
  }

  @Override
  public void onError(WsSession session, Throwable failure) {
    end(SocketClose.PROTOCOL_ERROR);
    throw new CloseConnectionException("the client sent no valid frame", failure);
  }

  /** What clients say means nothing; only its size matters. */
  private void onPart(int bytes, boolean last) {
    connection().heard();
    messageBytes += bytes;
    if (messageBytes > SocketLimits.MESSAGE_BYTES) {
      connection().close(SocketClose.TOO_BIG);
    }
    if (last) {
      messageBytes = 0;
    }
  }

  /** The web server would send a close of its own, from this thread, if none was sent by then. */
  private void end(SocketClose close) {
    try {
      if (!connection().closeAndAwait(close)) {
        throw new CloseConnectionException("the client does not read");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("the connection was given up", e);
    }
  }

  private SocketConnection connection() {
    if (connection == null) {
      throw new IllegalStateException("a connection that was never upgraded");
    }
    return connection;
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

  /** The web server checks it too late: the client would have been admitted by then. */
  private static void checkKey(Headers headers) {
    boolean valid;
    try {
      String key = headers.first(WsUpgrader.WS_KEY).orElse("");
      valid = Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      valid = false;
    }
    if (!valid) {
      throw new ApiException(
          new ApiError(
              Status.BAD_REQUEST_400,
              "bad_request",
              "The header Sec-WebSocket-Key is not 16 bytes in Base64."));
    }
  }

  private static RequestException refusal(ApiError error, HttpPrologue prologue, Headers headers) {
    return RefusedUpgrade.exception(
        error, prologue.method().text(), prologue.uriPath().rawPath(), headers);
  }
}
