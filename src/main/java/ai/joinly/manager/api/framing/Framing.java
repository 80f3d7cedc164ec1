package ai.joinly.manager.api.framing;

import ai.joinly.manager.concurrent.ByteBudget;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.util.function.Function;

/**
 * Puts the check of requests between the sockets and what speaks HTTP. Thread-safe.
 *
 * @param slowBodies answers for those whose bodies take too long
 */
public record Framing(ByteBudget heads, BodyLimits limits, SlowBodies slowBodies) {
  /**
   * Returns a connection whose requests are checked.
   *
   * @param http makes the connection that speaks HTTP
   */
  public ServerConnection connection(
      ConnectionContext context, Function<ConnectionContext, ServerConnection> http) {
    FramedContext framed = new FramedContext(context, heads, limits, slowBodies);
    return new FramedConnection(http.apply(framed), framed.requests());
  }

  /** Returns {@code upgrader}, after which the check of a connection ends. */
  public static Http1Upgrader endingAt(Http1Upgrader upgrader) {
    return new EndingUpgrader(upgrader);
  }

  private record EndingUpgrader(Http1Upgrader upgrader) implements Http1Upgrader {
    @Override
    public String supportedProtocol() {
      return upgrader.supportedProtocol();
    }

    @Override
    @SuppressWarnings("NullAway") // null leaves the connection as it is
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
