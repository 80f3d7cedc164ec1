package ai.joinly.manager.http;

import io.helidon.webclient.api.ClientConnection;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An open connection and where it leads. Helidon's own {@code isConnected} stays true when Helidon
 * has closed it.
 *
 * @param closed set by whoever closes it
 */
record OpenConnection(Origin origin, ClientConnection connection, AtomicBoolean closed) {
  boolean isClosed() {
    return closed.get();
  }

  void close() {
    connection.closeResource();
  }
}
