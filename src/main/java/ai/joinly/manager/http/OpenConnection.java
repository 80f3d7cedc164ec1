package ai.joinly.manager.http;

import io.helidon.webclient.api.ClientConnection;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Open connection and its origin. Helidon's own {@code isConnected} stays true after Helidon has
 * closed the connection.
 *
 * @param closed set when the connection is closed
 */
record OpenConnection(Origin origin, ClientConnection connection, AtomicBoolean closed) {
  boolean isClosed() {
    return closed.get();
  }

  void close() {
    connection.closeResource();
  }
}
