package ai.joinly.simulator.protocol;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Gives a handler access to its connection, which Helidon hides. A real server immediately detects
 * the disconnect of the reader of an event stream, which only the socket shows.
 */
public final class ConnectionCapture implements ServerConnectionSelector {
  private static final ScopedValue<ConnectionContext> CURRENT = ScopedValue.newInstance();

  private final ServerConnectionSelector http;

  public ConnectionCapture(ServerConnectionSelector http) {
    this.http = http;
  }

  /**
   * Starts a thread that waits until the client of the current thread's connection disconnects. The
   * connection must be closed afterwards, since that thread reads from it.
   */
  public static Thread watchForHangUp(Runnable onHangUp) {
    DataReader reader = CURRENT.get().dataReader();
    return Thread.ofVirtual()
        .name("simulator-hang-up")
        .start(
            () -> {
              try {
                while (true) {
                  reader.pullData();
                }
              } catch (RuntimeException e) {
                onHangUp.run();
              }
            });
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    return new Captured(context, http.connection(context));
  }

  private record Captured(ConnectionContext context, ServerConnection connection)
      implements ServerConnection {
    @Override
    @SuppressWarnings("removal") // Helidon still requires it
    public void handle(Semaphore requests) throws InterruptedException {
      ScopedValue.where(CURRENT, context)
          .<Void, InterruptedException>call(
              () -> {
                connection.handle(requests);
                return null;
              });
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
      ScopedValue.where(CURRENT, context)
          .<Void, InterruptedException>call(
              () -> {
                connection.handle(limit);
                return null;
              });
    }

    @Override
    public Duration idleTime() {
      return connection.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      connection.close(interrupt);
    }
  }
}
