package ai.joinly.manager.api.framing;

import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;

/**
 * Reader of a chunked body that passes it on in small chunks, without extensions and trailers. The
 * web server would buffer each of the client's chunks completely, and does not support extensions.
 * Used by one thread.
 */
final class ChunkedBody {
  private static final int MAX_LINE = 1_024;
  private static final int MAX_TRAILERS = 8_192;
  private static final int MAX_PIECE = 8_192;
  private static final byte[] LAST = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Input input;
  private final long largest;
  private long announced;

  /** Remaining bytes of the current chunk. */
  private long left;

  private boolean started;
  private boolean ended;

  /**
   * @param largest the maximum number of bytes of a body; -1 for unlimited
   */
  ChunkedBody(Input input, long largest) {
    this.input = input;
    this.largest = largest;
  }

  /** Returns whether the last chunk was passed on. */
  boolean hasEnded() {
    return ended;
  }

  /** Waits for the next piece and returns it as a chunk. */
  byte[] next() {
    if (left == 0) {
      readSize();
    }
    if (left == 0) {
      skipTrailers();
      ended = true;
      return LAST;
    }
    if (input.available() == 0) {
      input.fill();
    }
    int length = (int) Math.min(Math.min(left, input.available()), MAX_PIECE);
    byte[] head = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] chunk = new byte[head.length + length + 2];
    System.arraycopy(head, 0, chunk, 0, head.length);
    input.take(length, chunk, head.length);
    chunk[chunk.length - 2] = '\r';
    chunk[chunk.length - 1] = '\n';
    left -= length;
    return chunk;
  }

  private void readSize() {
    if (started) {
      input.line(0, "A chunk is longer than its size.");
    }
    started = true;
    left = ChunkLine.size(input.line(MAX_LINE, "The line before a chunk is too long."));
    announced += left;
    if (largest >= 0 && announced > largest) {
      throw BadRequest.of(Status.REQUEST_ENTITY_TOO_LARGE_413, "The body is too large.");
    }
  }

  private void skipTrailers() {
    int bytes = 0;
    for (byte[] line = trailer(); line.length > 0; line = trailer()) {
      bytes += line.length;
      if (!Syntax.isField(line, 0, line.length)) {
        throw BadRequest.of("The text after the last chunk is not a trailer.");
      }
      if (bytes > MAX_TRAILERS) {
        throw BadRequest.of("The trailers are too long.");
      }
    }
  }

  private byte[] trailer() {
    return input.line(MAX_TRAILERS, "The trailers are too long.");
  }
}
