package ai.joinly.manager.http;

import io.helidon.http.ClientResponseHeaders;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webclient.api.ClientConnection;
import io.helidon.webclient.api.HttpClientResponse;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connection that one exchange has to itself until {@link #end} or {@link #close}, whichever
 * comes first. From then on it may be another's, and neither has any effect. Thread-safe.
 */
public final class PooledExchange implements AutoCloseable {
  private final ConnectionPool pool;
  private final OpenConnection line;
  private final boolean reusable;
  private final PooledConnection connection;
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * @param reusable whether the connection may serve again
   */
  PooledExchange(ConnectionPool pool, OpenConnection line, boolean reusable) {
    this.pool = pool;
    this.line = line;
    this.reusable = reusable;
    this.connection = new PooledConnection(line.connection());
  }

  /** For the one request of this lease. */
  public ClientConnection connection() {
    return connection;
  }

  /** The body of the response, which is to be read in place of Helidon's. */
  public ResponseBody body(HttpClientResponse response) {
    return new ResponseBody(connection.reader(), response);
  }

  /**
   * Lets the connection wait to be used again if the response was read to its end and is surely the
   * last that comes for the request; else closes it.
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

  /** Closes the connection: nobody knows what may come on it yet. */
  @Override
  public void close() {
    if (over.compareAndSet(false, true)) {
      line.close();
    }
  }

  /**
   * Whether nothing can come after the response, which Helidon takes an interim one for, and the
   * server leaves the connection open. What names two lengths is read by one of them.
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
