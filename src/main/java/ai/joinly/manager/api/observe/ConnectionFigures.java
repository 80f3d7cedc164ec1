package ai.joinly.manager.api.observe;

import ai.joinly.manager.api.connection.Ending;
import ai.joinly.manager.api.connection.LastingServer;
import ai.joinly.manager.api.connection.OpenConnections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Metrics of client connections.
 *
 * @param open the number of open connections, including WebSockets
 * @param limit the maximum of {@code open}
 * @param requests the number of requests being served
 * @param ended the number of connections closed by the server since the start, by reason
 * @param reopened how often a port was reopened
 * @param listening whether all ports are open
 * @param descriptorsShort whether there are no file descriptors left
 */
public record ConnectionFigures(
    long open,
    long limit,
    long requests,
    Map<Ending, Long> ended,
    long reopened,
    boolean listening,
    boolean descriptorsShort) {
  public ConnectionFigures {
    ended = Map.copyOf(ended);
  }

  public static ConnectionFigures of(LastingServer server, Optional<LastingServer> management) {
    OpenConnections connections = server.connections();
    Map<Ending, Long> ended = new EnumMap<>(Ending.class);
    for (Ending ending : Ending.values()) {
      ended.put(ending, connections.ended(ending));
    }
    return new ConnectionFigures(
        connections.size(),
        connections.limits().connections(),
        connections.requests(),
        ended,
        server.timesReopened() + management.map(LastingServer::timesReopened).orElse(0),
        server.isListening() && management.map(LastingServer::isListening).orElse(true),
        server.isShortOfDescriptors());
  }
}
