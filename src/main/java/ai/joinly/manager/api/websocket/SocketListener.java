package ai.joinly.manager.api.websocket;

import ai.joinly.manager.api.connection.ForwardingContext;
import ai.joinly.manager.api.http.ApiError;
import ai.joinly.manager.api.http.ApiErrors;
import ai.joinly.manager.api.http.ApiException;
import ai.joinly.manager.api.http.Origins;
import ai.joinly.manager.api.rest.QueryNumbers;
import ai.joinly.manager.api.websocket.feed.Cursor;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.store.StoreException;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.ConnectionContext;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Listener for the web server's events of one WebSocket, from the upgrade request to the close. All
 * methods are called on the connection's reader thread, which never sends: that could interleave
 * with the writer's frames.
 */
final class SocketListener implements WsListener {
  static final String AGENT_PATH = "/ws/agents/{agent_id}[/]";
  static final String SESSION_PATH = "/ws/session[/]";

  private static final PathMatcher AGENT = PathMatchers.create(AGENT_PATH);

  private final ConnectionContext context;
  private final Sockets sockets;
  private final Origins origins;

  /** Set by the upgrade, before any other call. */
  private @Nullable SocketConnection connection;

  SocketListener(ConnectionContext context, Sockets sockets, Origins origins) {
    this.context = context;
    this.sockets = sockets;
    this.origins = origins;
  }

  /** Returns the connection context for the web server, which checks the frames. */
  ConnectionContext context() {
    DataReader checked =
        DataReader.create(new ClientFrames(context.dataReader(), close -> connection().end(close)));
    return new ForwardingContext(context) {
      @Override
      public DataReader dataReader() {
        return checked;
      }
    };
  }

  /** Returns the connection of the admitted client. */
  SocketConnection connection() {
    if (connection == null) {
      throw new IllegalStateException("the connection was not upgraded");
    }
    return connection;
  }

  /** Ends the connection if the upgrade failed after the client was admitted. */
  void abandon() {
    if (connection != null) {
      connection.abandon();
    }
  }

  @Override
  public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) {
    try {
      if (!origins.allows(headers)) {
        throw new ApiException(ApiError.foreignOrigin());
      }
      connection =
          AGENT.match(prologue.uriPath()).accepted()
              ? sockets.admit(context, Optional.of(agentId(prologue)), after(prologue))
              : sockets.admit(context, Optional.empty(), cursor(prologue));
      return Optional.empty();
    } catch (ApiException e) {
      throw RefusedUpgrade.exception(e.error(), prologue, headers);
    } catch (InvalidFieldsException | StoreException e) {
      throw RefusedUpgrade.exception(ApiErrors.of(e), prologue, headers);
    }
  }

  @Override
  public void onOpen(WsSession session) {
    connection().open(session);
  }

  @Override
  public void onMessage(WsSession session, String text, boolean last) {
    connection().heard(); // the content is ignored
  }

  @Override
  public void onMessage(WsSession session, BufferData buffer, boolean last) {
    connection().heard();
  }

  @Override
  public void onPing(WsSession session, BufferData content) {
    connection().pong(content);
  }

  @Override
  public void onPong(WsSession session, BufferData content) {
    connection().heard();
  }

  @Override
  public void onClose(WsSession session, int code, String reason) {
    throw connection()
        .end(SocketClose.mayBeSent(code) ? SocketClose.BY_CLIENT : SocketClose.PROTOCOL_ERROR);
  }

  @Override
  public void onError(WsSession session, Throwable failure) {
    throw connection().end(SocketClose.PROTOCOL_ERROR);
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
      throw QueryNumbers.invalid("cursor", "must be a cursor from this manager");
    }
    return position;
  }
}
