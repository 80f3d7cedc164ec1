package ai.joinly.manager.api;

import ai.joinly.manager.api.websocket.SocketFigures;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The server's WebSocket support, as used by {@link ManagerServer}.
 *
 * @param upgrader upgrades connections to WebSockets; empty if WebSockets are disabled
 * @param figures returns the WebSocket metrics; called on any thread
 * @param close closes all sockets within the given time
 */
public record WebSocketPart(
    Optional<Http1Upgrader> upgrader, Supplier<SocketFigures> figures, Consumer<Duration> close) {

  /** Returns a part without WebSockets. */
  static WebSocketPart none() {
    return new WebSocketPart(
        Optional.empty(), () -> new SocketFigures(0, 0, 0, 0, 0, 0), limit -> {});
  }
}
