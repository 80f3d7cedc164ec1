package ai.joinly.simulator.protocol;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * An event stream whose headers are sent immediately, before the first event. Helidon delays the
 * headers until the second write of a chunked body; with a content length it sends them with the
 * first write. So a length is passed to Helidon only, and this class frames the chunks.
 */
final class EventStreamResponse implements EventStream.Sink {
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;

  private EventStreamResponse(OutputStream out) {
    this.out = out;
  }

  /** Sends status and headers. */
  static EventStreamResponse open(ServerResponse response, String sessionId) {
    response
        .status(Status.OK_200)
        .header(HeaderNames.CACHE_CONTROL, "no-cache, no-transform")
        .header(HeaderNames.CONTENT_TYPE, "text/event-stream")
        .header(Headers.SESSION_ID, sessionId)
        .header(Headers.ACCEL_BUFFERING, "no");
    response.headers().contentLength(Long.MAX_VALUE);
    OutputStream out = response.outputStream();
    response.headers().remove(HeaderNames.CONTENT_LENGTH);
    response.headers().set(HeaderNames.TRANSFER_ENCODING, "chunked");
    EventStreamResponse stream = new EventStreamResponse(out);
    stream.put(new byte[0]);
    return stream;
  }

  @Override
  public void write(byte[] event) {
    byte[] size = (Integer.toHexString(event.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] chunk = new byte[size.length + event.length + CRLF.length];
    System.arraycopy(size, 0, chunk, 0, size.length);
    System.arraycopy(event, 0, chunk, size.length, event.length);
    System.arraycopy(CRLF, 0, chunk, size.length + event.length, CRLF.length);
    put(chunk);
  }

  @Override
  public void end() {
    put(LAST_CHUNK);
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void put(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException | UncheckedIOException | ServerConnectionException e) {
      throw new CloseConnectionException("The client has disconnected.", e);
    }
  }
}
