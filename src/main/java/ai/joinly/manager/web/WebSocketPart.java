package ai.joinly.manager.web;

import ai.joinly.manager.event.EventHub;
import io.helidon.webserver.websocket.WsRouting;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The part of the server that speaks WebSocket, as far as {@link ManagerServer} must know it.
 *
 * @param routing which upgrade goes where
 * @param figures how many sockets are open and the like; called on any thread
 * @param close closes all sockets, within the time given at most
 */
record WebSocketPart(
    WsRouting.Builder routing, Supplier<SocketFigures> figures, Consumer<Duration> close) {

  /** No socket at all; the figures are those of {@code events}. */
  static WebSocketPart none(EventHub events) {
    return new WebSocketPart(
        WsRouting.builder(),
        () -> new SocketFigures(events.subscribers(), events.agentsFollowed(), 0, 0, 0, 0),
        limit -> {});
  }
}
