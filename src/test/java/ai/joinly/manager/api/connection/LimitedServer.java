package ai.joinly.manager.api.connection;

import ai.joinly.manager.logging.StateLog;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server with limits of its own. {@code /quick} and {@code /health} answer at once, {@code /wait}
 * waits until {@link #go} or until its client has gone, {@code /large} answers with {@link #LARGE}
 * bytes. An upgrade to {@code echo} answers each line with itself.
 */
public final class LimitedServer implements AutoCloseable {
  public static final int LARGE = 16 * 1024 * 1024;
  public static final Duration LONG = Duration.ofMinutes(10);

  public final OpenConnections connections;
  public final LastingServer server;
  public final CountDownLatch go = new CountDownLatch(1);
  public final AtomicInteger waiting = new AtomicInteger();
  public final AtomicInteger gone = new AtomicInteger();
  public final CountDownLatch largeEnded = new CountDownLatch(1);
  public final CountDownLatch lost = new CountDownLatch(1);

  public LimitedServer(ConnectionLimits limits) {
    this(limits, LONG);
  }

  public LimitedServer(ConnectionLimits limits, Duration longestOutage) {
    connections = new OpenConnections(limits, path -> path.startsWith("/health"));
    server =
        LastingServer.open(
            "test",
            0,
            this::configuration,
            connections,
            new StateLog(System::nanoTime),
            longestOutage,
            lost::countDown);
  }

  public static ConnectionLimits limits(int requests) {
    return new ConnectionLimits(requests, 0, 2, 0, LONG, LONG, LONG);
  }

  private WebServerConfig configuration(int port) {
    Http1ConnectionSelector http =
        Http1ConnectionSelector.builder()
            .config(Http1Config.builder().addReceiveListener(LimitedConnections.heads()).build())
            .addUpgrader(new EchoUpgrader())
            .build();
    return WebServer.builder()
        .host("127.0.0.1")
        .port(port)
        .shutdownHook(false)
        .featuresDiscoverServices(false)
        .protocolsDiscoverServices(false)
        .addConnectionSelector(new LimitedConnections(http, connections))
        .routing(
            routing ->
                routing
                    .get("/quick", (request, response) -> response.send("quick"))
                    .get("/health", (request, response) -> response.send("up"))
                    .get("/wait", this::await)
                    .get("/large", this::large))
        .buildPrototype();
  }

  private void await(ServerRequest request, ServerResponse response) throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    AtomicBoolean left = new AtomicBoolean();
    ClientConnection.current()
        .orElseThrow()
        .whenGone(
            () -> {
              left.set(true);
              end.countDown();
            });
    waiting.incrementAndGet();
    try {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  go.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                end.countDown();
              });
      end.await();
    } finally {
      waiting.decrementAndGet();
      if (left.get()) {
        gone.incrementAndGet();
      }
    }
    response.send("waited");
  }

  private void large(ServerRequest request, ServerResponse response) throws IOException {
    byte[] part = new byte[1024 * 1024];
    try (OutputStream out = response.outputStream()) {
      for (int i = 0; i < LARGE / part.length; i++) {
        out.write(part);
      }
    } finally {
      largeEnded.countDown();
    }
  }

  private static final class EchoUpgrader implements Http1Upgrader {
    @Override
    public String supportedProtocol() {
      return "echo";
    }

    @Override
    public ServerConnection upgrade(
        ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
      return new EchoConnection(context);
    }
  }

  private record EchoConnection(ConnectionContext context) implements ServerConnection {
    @Override
    public void handle(Limit limit) {
      while (true) {
        String line = context.dataReader().readLine() + "\r\n";
        context.dataWriter().writeNow(BufferData.create(line));
      }
    }

    @Override
    public Duration idleTime() {
      return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
      context.serverSocket().close();
    }
  }

  public RawClient client() throws IOException {
    return new RawClient(server.port());
  }

  @Override
  public void close() {
    go.countDown();
    server.close();
  }
}
