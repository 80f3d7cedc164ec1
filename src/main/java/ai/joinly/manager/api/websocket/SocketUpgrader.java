package ai.joinly.manager.api.websocket;

import ai.joinly.manager.api.http.Origins;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.webserver.websocket.WsUpgrader;
import org.jspecify.annotations.Nullable;

/**
 * Upgrader of connections to WebSockets. Extends the web server's {@link WsUpgrader}; releases the
 * client's permit if the upgrade fails. Thread-safe.
 */
public final class SocketUpgrader extends WsUpgrader {
  /** The listener of the current upgrade, which the web server gets through its routing. */
  private static final ScopedValue<SocketListener> LISTENER = ScopedValue.newInstance();

  private final Sockets sockets;
  private final Origins origins;

  SocketUpgrader(Sockets sockets, Origins origins) {
    super(protocol());
    this.sockets = sockets;
    this.origins = origins;
  }

  /** Returns the configuration of the protocol. */
  public static WsConfig protocol() {
    return WsConfig.builder().maxFrameLength(SocketLimits.MESSAGE_BYTES).build();
  }

  /** Returns the routing of the WebSocket paths. */
  public static WsRouting.Builder routing() {
    return WsRouting.builder()
        .endpoint(SocketListener.AGENT_PATH, LISTENER::get)
        .endpoint(SocketListener.SESSION_PATH, LISTENER::get);
  }

  @Override
  public @Nullable ServerConnection upgrade(
      ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
    if (!prologue.method().equals(Method.GET)) {
      return null; // handled like any other request
    }
    SocketListener listener = new SocketListener(context, sockets, origins);
    boolean upgraded = false;
    try {
      ServerConnection protocol =
          ScopedValue.where(LISTENER, listener)
              .call(() -> super.upgrade(listener.context(), prologue, headers));
      upgraded = protocol != null;
      return protocol == null ? null : listener.connection().spokenBy(protocol);
    } finally {
      if (!upgraded) {
        listener.abandon();
      }
    }
  }

  /**
   * Does nothing; {@link SocketListener} checks the origin. Helidon allows either its own origin or
   * a list, the manager allows both.
   */
  @Override
  protected void validateOrigin(Headers headers, String origin) {}

  @Override
  protected String hash(ConnectionContext context, String key) {
    try {
      return super.hash(context, key);
    } catch (IllegalArgumentException e) {
      throw RequestException.builder()
          .type(EventType.BAD_REQUEST)
          .message("The key is not valid Base64")
          .cause(e)
          .build();
    }
  }
}
