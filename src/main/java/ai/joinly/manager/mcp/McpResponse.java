package ai.joinly.manager.mcp;

import ai.joinly.manager.http.Lease;
import io.helidon.http.HeaderName;
import io.helidon.webclient.http1.Http1ClientResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * An answer of which the headers have come. Closing it ends the connection, unless that is a leased
 * one that can serve again; that one is closed only by the thread that reads, since others could
 * get it while that still reads: they interrupt the thread instead.
 */
final class McpResponse implements AutoCloseable {
  private static final int ERROR_BODY = 4_096;

  private final Http1ClientResponse response;
  private final Optional<Lease> lease;

  /** On a connection of its own. */
  McpResponse(Http1ClientResponse response) {
    this.response = response;
    this.lease = Optional.empty();
  }

  /** On a leased connection, which goes back when this is closed. */
  McpResponse(Http1ClientResponse response, Lease lease) {
    this.response = response;
    this.lease = Optional.of(lease);
  }

  int status() {
    return response.status().code();
  }

  Optional<String> header(HeaderName name) {
    return response.headers().first(name);
  }

  boolean isEventStream() {
    return hasType("text/event-stream");
  }

  boolean isJson() {
    return hasType("application/json");
  }

  InputStream stream() {
    return response.inputStream();
  }

  /** How long a read of a leased connection may take from now on. */
  void limitReads(Duration limit) {
    lease.ifPresent(leased -> leased.connection().readTimeout(limit));
  }

  /** The body of up to {@code limit} bytes; one byte more when there is more. */
  byte[] body(int limit) throws IOException {
    return stream().readNBytes(limit + 1);
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
    try {
      lease.ifPresentOrElse(leased -> leased.end(response), response::close);
    } catch (RuntimeException e) {
      // The connection is gone, one way or the other: that is all that was asked for.
    }
  }
}
