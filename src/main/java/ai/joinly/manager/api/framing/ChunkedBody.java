package ai.joinly.manager.api.framing;

import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;

/**
 * Reads a body in chunks and passes it on in chunks of its own: small ones, without extensions and
 * trailers. The web server would gather each chunk of the client before anyone sees a byte of it,
 * and knows no extensions. Used by one thread.
 */
final class ChunkedBody {
  private static final int LONGEST_LINE = 1_024;
  private static final int LONGEST_TRAILERS = 8_192;
  private static final int LARGEST_PIECE = 8_192;
  private static final byte[] LAST = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Input input;
  private final long largest;
  private long announced;

  /** Of the chunk that is being read. */
  private long left;

  private boolean begun;
  private boolean ended;

  /**
   * @param largest bytes that a body may have; -1 for any
   */
  ChunkedBody(Input input, long largest) {
    this.input = input;
    this.largest = largest;
  }

  /** Whether the last chunk was passed on. */
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
    int length = (int) Math.min(Math.min(left, input.available()), LARGEST_PIECE);
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
    if (begun) {
      input.line(0, "A chunk is longer than its size.");
    }
    begun = true;
    left = ChunkLine.size(input.line(LONGEST_LINE, "The line before a chunk is too long."));
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
        throw BadRequest.of("What follows the last chunk is no trailer.");
      }
      if (bytes > LONGEST_TRAILERS) {
        throw BadRequest.of("The trailers are too long.");
      }
    }
  }

  private byte[] trailer() {
    return input.line(LONGEST_TRAILERS, "The trailers are too long.");
  }
}
