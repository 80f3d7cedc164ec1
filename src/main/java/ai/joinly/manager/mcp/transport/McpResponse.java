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
 * Answer whose headers have arrived. Closing it ends the connection, unless the connection can be
 * reused. Only the reading thread may close it, since another request could get the connection
 * while it is still being read; other threads interrupt the reading thread instead.
 */
public final class McpResponse implements AutoCloseable {
  private static final int ERROR_BODY = 4_096;

  private final Http1ClientResponse response;
  private final PooledExchange lease;
  private final AnswerBudget.Place place;
  private final ResponseBody body;

  /**
   * @param lease the connection, which is released when this is closed
   * @param place the memory budget of the stored bytes
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

  /** Returns the stream of the body. */
  public InputStream stream() {
    return body;
  }

  /**
   * Returns {@code view} of the body; the bytes that are read through it are counted in the memory
   * budget until this is closed.
   */
  InputStream kept(InputStream view) {
    return new BudgetedStream(view, place);
  }

  /** Sets the time limit of further reads. */
  void limitReads(Duration limit) {
    lease.connection().readTimeout(limit);
  }

  /** Reads up to {@code limit} bytes of the body; one byte more if the body is larger. */
  byte[] body(int limit) throws IOException {
    return body.readNBytes(limit + 1);
  }

  /** Returns the start of the body, to classify errors; must never be shown. */
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
      // The connection is closed in any case.
    }
  }
}
