package ai.joinly.manager.api;

import ai.joinly.manager.api.connection.LimitedConnections;
import ai.joinly.manager.api.framing.Framing;
import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Optional;
import java.util.Set;

/**
 * Connection selector that handles every connection as HTTP/1.1, with an optional upgrade to
 * WebSocket. The selector that the web server discovers on its own closes a connection without a
 * response if its first line is not an HTTP/1.1 request line. {@link Framing} checks every request
 * before the web server reads it. Thread-safe.
 */
public final class HttpConnections implements ServerConnectionSelector {
  private final Http1ConnectionSelector http;
  private final Framing framing;

  public HttpConnections(Optional<Http1Upgrader> upgrader, Framing framing) {
    var selector =
        Http1ConnectionSelector.builder()
            .config(Http1Config.builder().addReceiveListener(LimitedConnections.heads()).build());
    upgrader.map(Framing::endingAt).ifPresent(selector::addUpgrader);
    this.http = selector.build();
    this.framing = framing;
  }

  @Override
  public int bytesToIdentifyConnection() {
    return 0;
  }

  @Override
  public Support supports(BufferData data) {
    return Support.SUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    return framing.connection(context, http::connection);
  }
}
