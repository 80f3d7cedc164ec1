package ai.joinly.manager.http;

import io.helidon.http.ClientResponseHeaders;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webclient.api.ClientConnection;
import io.helidon.webclient.api.HttpClientResponse;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Exclusive use of a connection for one exchange, until the first call of {@link #end} or {@link
 * #close}. After that the connection may belong to another exchange, and both methods have no
 * effect. Thread-safe.
 */
public final class PooledExchange implements AutoCloseable {
  private final ConnectionPool pool;
  private final OpenConnection line;
  private final boolean reusable;
  private final PooledConnection connection;
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * @param reusable whether the connection may be reused
   */
  PooledExchange(ConnectionPool pool, OpenConnection line, boolean reusable) {
    this.pool = pool;
    this.line = line;
    this.reusable = reusable;
    this.connection = new PooledConnection(line.connection());
  }

  /** Returns the connection for the request of this exchange. */
  public ClientConnection connection() {
    return connection;
  }

  /** Returns the body of the response, which must be read instead of Helidon's. */
  public ResponseBody body(HttpClientResponse response) {
    return new ResponseBody(connection.reader(), response);
  }

  /**
   * Returns the connection to the pool if the response was read completely and is certainly the
   * final one of the request; otherwise closes the connection.
   */
  public void end(HttpClientResponse response, ResponseBody body) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    boolean kept = false;
    try {
      kept = reusable && isLast(response) && body.isUsedUp() && !line.isClosed() && pool.keep(line);
    } finally {
      if (!kept) {
        line.close();
      }
    }
  }

  /** Closes the connection, on which more data may still arrive. */
  @Override
  public void close() {
    if (over.compareAndSet(false, true)) {
      line.close();
    }
  }

  /**
   * Returns whether the response is final and the server keeps the connection open. Helidon also
   * returns interim responses. A response with both length headers is not trusted.
   */
  private static boolean isLast(HttpClientResponse response) {
    int status = response.status().code();
    ClientResponseHeaders headers = response.headers();
    return status >= 200
        && !headers.containsToken(HeaderValues.CONNECTION_CLOSE)
        && (status == Status.NO_CONTENT_204.code()
            || headers.contains(HeaderNames.CONTENT_LENGTH)
                != headers.contains(HeaderNames.TRANSFER_ENCODING));
  }
}
