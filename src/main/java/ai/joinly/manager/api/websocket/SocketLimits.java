package ai.joinly.manager.api.websocket;

import ai.joinly.manager.config.Settings;
import java.time.Duration;

/**
 * What the sockets may cost.
 *
 * @param windowBytes of the events that are in memory for all clients
 * @param stall how long a client may read nothing although there is something for it
 * @param clients open sockets at most
 * @param pingEvery between two pings
 * @param silence how long a client may send nothing, not even answers to pings
 */
public record SocketLimits(
    int windowBytes, Duration stall, int clients, Duration pingEvery, Duration silence) {
  private static final Duration PING_EVERY = Duration.ofSeconds(20);
  private static final int PINGS_UNANSWERED = 3;

  /** The largest message of a client; none is of any use, so none need be large. */
  static final int MESSAGE_BYTES = 64 * 1024;

  static SocketLimits of(Settings.Server settings) {
    return new SocketLimits(
        settings.webSocketWindow(),
        settings.webSocketStall(),
        settings.webSocketClients(),
        PING_EVERY,
        PING_EVERY.multipliedBy(PINGS_UNANSWERED));
  }
}
