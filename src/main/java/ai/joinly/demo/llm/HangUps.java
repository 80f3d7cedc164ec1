package ai.joinly.demo.llm;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets a handler see its own connection, which Helidon hides: only there it shows that a client
 * hung up instead of waiting for its answer.
 */
final class HangUps implements ServerConnectionSelector {
  private static final ScopedValue<ConnectionContext> CURRENT = ScopedValue.newInstance();

  private final ServerConnectionSelector http;

  HangUps(ServerConnectionSelector http) {
    this.http = http;
  }

  /**
   * Waits for {@code time}, or until the client of the current thread's connection hangs up. A
   * thread of its own reads from the connection meanwhile, so it must be closed after the answer.
   *
   * @return whether the client is still there
   */
  static boolean waitFor(Duration time) throws InterruptedException {
    DataReader reader = CURRENT.get().dataReader();
    CountDownLatch hungUp = new CountDownLatch(1);
    Thread.ofVirtual()
        .name("scripted-llm-hang-up")
        .start(
            () -> {
              try {
                while (hungUp.getCount() > 0) {
                  reader.pullData();
                }
              } catch (RuntimeException e) {
                hungUp.countDown();
              }
            });
    return !hungUp.await(time.toNanos(), TimeUnit.NANOSECONDS);
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
    return new Seen(context, http.connection(context));
  }

  private record Seen(ConnectionContext context, ServerConnection connection)
      implements ServerConnection {
    @Override
    @SuppressWarnings("removal") // Helidon still asks for it
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
