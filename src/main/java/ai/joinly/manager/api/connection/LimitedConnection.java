package ai.joinly.manager.api.connection;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;

/** Connection that {@link OpenConnections} counts while it is served. */
record LimitedConnection(OpenConnections all, ClientConnection client, ServerConnection http)
    implements ServerConnection {
  @Override
  public void handle(Limit unlimited) throws InterruptedException {
    try {
      client.serve(() -> http.handle(new RequestCount(all, client)));
    } finally {
      all.remove(client);
    }
  }

  /** Disables the web server's own idle check. */
  @Override
  public Duration idleTime() {
    return Duration.ZERO;
  }

  @Override
  public void close(boolean interrupt) {
    http.close(interrupt);
  }
}
