package ai.joinly.manager.api.websocket;

import ai.joinly.manager.config.Settings;
import java.time.Duration;

/**
 * Limits of the sockets.
 *
 * @param windowBytes the size of the events that are in memory for all clients
 * @param stall how long a client may read nothing although there are events for it
 * @param clients the maximum number of open sockets
 * @param pingEvery the interval between two pings
 * @param silence how long a client may send nothing, including pongs
 */
public record SocketLimits(
    int windowBytes, Duration stall, int clients, Duration pingEvery, Duration silence) {
  private static final Duration PING_INTERVAL = Duration.ofSeconds(20);
  private static final int UNANSWERED_PINGS = 3;

  /** Maximum size of a client's message; messages are ignored, so it can be small. */
  static final int MESSAGE_BYTES = 64 * 1024;

  static SocketLimits of(Settings.Server settings) {
    return new SocketLimits(
        settings.webSocketWindow(),
        settings.webSocketStall(),
        settings.webSocketClients(),
        PING_INTERVAL,
        PING_INTERVAL.multipliedBy(UNANSWERED_PINGS));
  }
}
