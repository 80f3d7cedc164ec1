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
 * Makes a WebSocket of a connection whose request asks for it. The web server's part of it is that
 * of {@link WsUpgrader}; this class lets a client's place go when the upgrade fails. Thread-safe.
 */
public final class SocketUpgrader extends WsUpgrader {
  /** The web server asks its routing for it, once within each upgrade. */
  private static final ScopedValue<SocketListener> LISTENER = ScopedValue.newInstance();

  private final Sockets sockets;
  private final Origins origins;

  SocketUpgrader(Sockets sockets, Origins origins) {
    super(protocol());
    this.sockets = sockets;
    this.origins = origins;
  }

  /** The limits of the protocol. */
  public static WsConfig protocol() {
    return WsConfig.builder().maxFrameLength(SocketLimits.MESSAGE_BYTES).build();
  }

  /** The paths. */
  public static WsRouting.Builder routing() {
    return WsRouting.builder()
        .endpoint(SocketListener.AGENT_PATH, LISTENER::get)
        .endpoint(SocketListener.SESSION_PATH, LISTENER::get);
  }

  @Override
  public @Nullable ServerConnection upgrade(
      ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
    if (!prologue.method().equals(Method.GET)) {
      return null; // answered as any other request
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
   * Leaves the origin to {@link SocketListener}: Helidon takes either its own pages or a list, the
   * manager takes both.
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
          .message("The key is no Base64")
          .cause(e)
          .build();
    }
  }
}
