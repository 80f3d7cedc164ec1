package ai.joinly.manager.api;

import ai.joinly.manager.api.websocket.SocketFigures;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The part of the server that speaks WebSocket, as far as {@link ManagerServer} must know it.
 *
 * @param upgrader makes WebSockets of connections; empty when there are to be none
 * @param figures how many sockets are open and the like; called on any thread
 * @param close closes all sockets, within the time given at most
 */
public record WebSocketPart(
    Optional<Http1Upgrader> upgrader, Supplier<SocketFigures> figures, Consumer<Duration> close) {

  /** No socket at all. */
  static WebSocketPart none() {
    return new WebSocketPart(
        Optional.empty(), () -> new SocketFigures(0, 0, 0, 0, 0, 0), limit -> {});
  }
}
