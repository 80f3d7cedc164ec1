package ai.joinly.manager.api.framing;

import ai.joinly.manager.concurrent.ByteBudget;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.util.function.Function;

/**
 * Check of the framing of requests, between the sockets and the HTTP implementation. Thread-safe.
 *
 * @param slowBodies creates the responses to requests whose bodies take too long
 */
public record Framing(ByteBudget heads, BodyLimits limits, SlowBodies slowBodies) {
  /**
   * Returns a connection whose requests are checked.
   *
   * @param http creates the HTTP connection
   */
  public ServerConnection connection(
      ConnectionContext context, Function<ConnectionContext, ServerConnection> http) {
    FramedContext framed = new FramedContext(context, heads, limits, slowBodies);
    return new FramedConnection(http.apply(framed), framed.requests());
  }

  /** Returns an upgrader that ends the check of a connection after an upgrade. */
  public static Http1Upgrader endingAt(Http1Upgrader upgrader) {
    return new EndingUpgrader(upgrader);
  }

  private record EndingUpgrader(Http1Upgrader upgrader) implements Http1Upgrader {
    @Override
    public String supportedProtocol() {
      return upgrader.supportedProtocol();
    }

    @Override
    @SuppressWarnings("NullAway") // null: the connection is not upgraded
    public ServerConnection upgrade(
        ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
      ServerConnection connection = upgrader.upgrade(context, prologue, headers);
      if (connection != null && context instanceof FramedContext framed) {
        framed.requests().upgraded();
      }
      return connection;
    }
  }
}
