package ai.joinly.manager.api.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Optional;
import java.util.Set;

/**
 * Connection selector that serves the connections admitted by {@link OpenConnections}. Thread-safe.
 */
public final class LimitedConnections implements ServerConnectionSelector {
  private static final byte[] ADDRESS_LIMIT =
      RefusedConnection.answer(
          "There are too many connections from this address. Close some, or raise"
              + " SERVER_CONNECTIONS_PER_ADDRESS.");
  private static final byte[] FULL =
      RefusedConnection.answer("All connections are in use. Try again in a few seconds.");

  private final ServerConnectionSelector http;
  private final OpenConnections all;

  /**
   * @param http the selector that serves them; must have {@link #heads} as a listener
   */
  public LimitedConnections(ServerConnectionSelector http, OpenConnections all) {
    this.http = http;
    this.all = all;
  }

  /** Returns a listener that records when the head of a request is complete. */
  public static Http1ConnectionListener heads() {
    return new Http1ConnectionListener() {
      @Override
      public void prologue(ConnectionContext context, HttpPrologue prologue) {
        ClientConnection.current()
            .ifPresent(connection -> connection.path(prologue.uriPath().path()));
      }

      @Override
      public void headers(ConnectionContext context, Headers headers) {
        ClientConnection.current().ifPresent(ClientConnection::headEnded);
      }
    };
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
    ClientConnection client =
        new ClientConnection(context.serverSocket(), AddressKey.of(context.remotePeer().address()));
    Optional<Ending> refusal = all.admit(client);
    if (refusal.isPresent()) {
      return new RefusedConnection(
          context, refusal.get() == Ending.ADDRESS_LIMIT ? ADDRESS_LIMIT : FULL);
    }
    return new LimitedConnection(all, client, http.connection(new TrackedContext(context, client)));
  }
}
