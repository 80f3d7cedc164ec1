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
public final class Lease implements AutoCloseable {
  private final ConnectionPool pool;
  private final Line line;
  private final LeasedConnection connection;
  private final AtomicBoolean over = new AtomicBoolean();

  Lease(ConnectionPool pool, Line line) {
    this.pool = pool;
    this.line = line;
    this.connection = new LeasedConnection(line.connection());
  }

  /** For the one request of this lease. */
  public ClientConnection connection() {
    return connection;
  }

  /**
   * Closes the response and, if that was read to its end and is surely the last that comes for the
   * request, lets the connection wait to be used again; else closes it.
   */
  public void end(HttpClientResponse response) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    boolean kept = false;
    try {
      // Closes the connection, unless the body was read, or could be dropped without waiting.
      response.close();
      kept = isUsedUp(response) && !line.isClosed() && pool.keep(line);
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

  /** Whether nothing is left that would be taken for the next response. */
  private boolean isUsedUp(HttpClientResponse response) {
    return showsItsEnd(response) && connection.reader().available() == 0;
  }

  /**
   * Whether nothing of the response can come after what Helidon takes for its end. It takes an
   * interim response for the final one, and one that lasts until the server closes the connection
   * for empty. What names two lengths is read by one of them.
   */
  private static boolean showsItsEnd(HttpClientResponse response) {
    int status = response.status().code();
    ClientResponseHeaders headers = response.headers();
    return status == Status.NO_CONTENT_204.code()
        || (status >= 200
            && headers.contains(HeaderNames.CONTENT_LENGTH)
                != headers.contains(HeaderNames.TRANSFER_ENCODING)
            && (headers.contains(HeaderNames.CONTENT_LENGTH)
                || headers.containsToken(HeaderValues.TRANSFER_ENCODING_CHUNKED)));
  }
}
