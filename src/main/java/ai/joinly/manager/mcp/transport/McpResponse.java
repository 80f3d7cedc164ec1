package ai.joinly.manager.mcp.transport;

import ai.joinly.manager.http.AnswerBudget;
import ai.joinly.manager.http.BudgetedStream;
import ai.joinly.manager.http.PooledExchange;
import ai.joinly.manager.http.ResponseBody;
import io.helidon.http.HeaderName;
import io.helidon.webclient.http1.Http1ClientResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * An answer of which the headers have come. Closing it ends the connection, unless that can serve
 * again. It is closed only by the thread that reads, since others could get the connection while
 * that still reads: they interrupt the thread instead.
 */
public final class McpResponse implements AutoCloseable {
  private static final int ERROR_BODY = 4_096;

  private final Http1ClientResponse response;
  private final PooledExchange lease;
  private final AnswerBudget.Place place;
  private final ResponseBody body;

  /**
   * @param lease of the connection, which goes back when this is closed
   * @param place of what is read and kept
   */
  McpResponse(Http1ClientResponse response, PooledExchange lease, AnswerBudget.Place place) {
    this.response = response;
    this.lease = lease;
    this.place = place;
    this.body = lease.body(response);
  }

  int status() {
    return response.status().code();
  }

  public Optional<String> header(HeaderName name) {
    return response.headers().first(name);
  }

  public boolean isEventStream() {
    return hasType("text/event-stream");
  }

  boolean isJson() {
    return hasType("application/json");
  }

  /** The body as it comes in. */
  public InputStream stream() {
    return body;
  }

  /** {@code view} of the body, whose reader keeps what it reads until this is closed. */
  InputStream kept(InputStream view) {
    return new BudgetedStream(view, place);
  }

  /** How long a read may take from now on. */
  void limitReads(Duration limit) {
    lease.connection().readTimeout(limit);
  }

  /** The body of up to {@code limit} bytes; one byte more when there is more. */
  byte[] body(int limit) throws IOException {
    return body.readNBytes(limit + 1);
  }

  /** The beginning of the body, to tell errors apart; never to be shown. */
  String errorBody() {
    try {
      return new String(body(ERROR_BODY), StandardCharsets.UTF_8);
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  private boolean hasType(String type) {
    return response
        .headers()
        .contentType()
        .map(t -> t.mediaType().text().toLowerCase(Locale.ROOT).equals(type))
        .orElse(false);
  }

  @Override
  public void close() {
    place.close();
    try {
      lease.end(response, body);
    } catch (RuntimeException e) {
      // The connection is gone, one way or the other: that is all that was asked for.
    }
  }
}
