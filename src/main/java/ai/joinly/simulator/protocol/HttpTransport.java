package ai.joinly.simulator.protocol;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.time.Duration;

/** The HTTP server on the loopback address; one handler receives all requests. */
public final class HttpTransport {
  private static final int MAX_BODY = 4 * 1024 * 1024;
  private static final int MAX_HEADERS = 64 * 1024;

  private final WebServer server;

  /**
   * @param port 0 for any free one
   * @throws IllegalStateException when the port is in use
   */
  public HttpTransport(int port, Handler handler) {
    Http1Config http =
        Http1Config.builder()
            .maxHeadersSize(MAX_HEADERS)
            .validateRequestHeaders(false) // a real server accepts any Host and any byte
            .build();
    server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(port)
            .shutdownHook(false)
            // It would replace the meters of a manager in this process.
            .featuresDiscoverServices(false)
            .protocolsDiscoverServices(false)
            .addConnectionSelector(
                new ConnectionCapture(Http1ConnectionSelector.builder().config(http).build()))
            .maxPayloadSize(MAX_BODY)
            .writeBufferSize(0) // writes are sent immediately
            .useNio(false) // one buffer per connection instead of two
            .backlog(4096)
            .idleConnectionTimeout(Duration.ofDays(1)) // an event stream receives nothing
            .shutdownGracePeriod(Duration.ofMillis(200))
            .connectionOptions(o -> o.tcpNoDelay(true))
            .routing(r -> r.any(handler))
            .build()
            .start();
    if (!server.isRunning()) {
      throw new IllegalStateException("The simulator's port " + port + " cannot be opened.");
    }
  }

  public int port() {
    return server.port();
  }

  public void stop() {
    server.stop();
  }
}
