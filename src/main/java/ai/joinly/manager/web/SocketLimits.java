package ai.joinly.manager.web;

import ai.joinly.manager.config.Settings;
import java.time.Duration;

/**
 * What one socket may cost.
 *
 * @param queue events that wait for one client at most
 * @param stall how long a client may take to read what waits for it before a close
 * @param clients open sockets at most
 * @param pingEvery between two pings
 * @param silence how long a client may send nothing, not even answers to pings
 */
record SocketLimits(int queue, Duration stall, int clients, Duration pingEvery, Duration silence) {
  private static final Duration PING_EVERY = Duration.ofSeconds(20);
  private static final int PINGS_UNANSWERED = 3;

  /** The largest message of a client; none is of any use, so none need be large. */
  static final int MESSAGE_BYTES = 64 * 1024;

  /** What RFC 6455 allows pings, pongs and closes. */
  static final int CONTROL_BYTES = 125;

  static SocketLimits of(Settings.Server settings) {
    return of(settings, PING_EVERY);
  }

  static SocketLimits of(Settings.Server settings, Duration pingEvery) {
    return new SocketLimits(
        settings.webSocketQueue(),
        settings.webSocketStall(),
        settings.webSocketClients(),
        pingEvery,
        pingEvery.multipliedBy(PINGS_UNANSWERED));
  }
}
