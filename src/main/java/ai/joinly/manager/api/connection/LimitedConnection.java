package ai.joinly.manager.api.connection;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;

/** A connection that is served while {@link OpenConnections} counts it. */
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

  /** The web server need not look for idle connections. */
  @Override
  public Duration idleTime() {
    return Duration.ZERO;
  }

  @Override
  public void close(boolean interrupt) {
    http.close(interrupt);
  }
}
