package ai.joinly.manager.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.ClientResponseHeaders;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webclient.api.HttpClientResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Stream of a response body that returns data as it arrives. Helidon's own stream buffers a
 * complete chunk first, and a server may announce a chunk of two gigabytes. For one thread.
 */
public final class ResponseBody extends InputStream {
  /** Maximum length of the line before a chunk, with its extensions. */
  private static final int MAX_LINE = 1_024;

  /** Maximum length of all trailers together. */
  private static final int MAX_TRAILERS = 8 * 1_024;

  /** Maximum digits of the size of a chunk. */
  private static final int MAX_DIGITS = 15;

  /** Method by which the end of a body is determined. */
  private enum Framing {
    LENGTH,
    CHUNKS,
    CONNECTION
  }

  private final DataReader reader;
  private final Framing framing;

  /** Remaining bytes of the body or of the current chunk. */
  private long left;

  private boolean started;
  private boolean ended;

  /**
   * @param reader the connection's reader, positioned at the start of the body
   */
  ResponseBody(DataReader reader, HttpClientResponse response) {
    this.reader = reader;
    ClientResponseHeaders headers = response.headers();
    long length = hasNone(response.status().code()) ? 0 : headers.contentLength().orElse(-1);
    if (length != 0 && headers.containsToken(HeaderValues.TRANSFER_ENCODING_CHUNKED)) {
      this.framing = Framing.CHUNKS;
    } else if (length >= 0) {
      this.framing = Framing.LENGTH;
      this.left = length;
      this.ended = length == 0;
    } else {
      this.framing = Framing.CONNECTION;
      this.left = Long.MAX_VALUE;
    }
  }

  /**
   * Returns whether a response with this status has no body; Helidon also returns interim
   * responses.
   */
  private static boolean hasNone(int status) {
    return status < 200
        || status == Status.NO_CONTENT_204.code()
        || status == Status.NOT_MODIFIED_304.code();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int count) throws IOException {
    Objects.checkFromIndexSize(from, count, target.length);
    if (count == 0) {
      return 0;
    }
    try {
      return ended || !hasMore() ? -1 : take(target, from, count);
    } catch (InsufficientDataAvailableException e) {
      if (framing == Framing.CONNECTION) {
        ended = true;
        return -1;
      }
      throw new EOFException("the connection ended before the body");
    } catch (DataReader.IncorrectNewLineException e) {
      throw new IOException("the line before a chunk is malformed", e);
    }
  }

  private int take(byte[] target, int from, int count) throws IOException {
    reader.ensureAvailable();
    int size = (int) Math.min(left, Math.min(count, reader.available()));
    int taken = reader.readBuffer(size).read(target, from, size);
    if (framing != Framing.CONNECTION) {
      left -= taken;
    }
    if (framing == Framing.LENGTH && left == 0) {
      ended = true;
    }
    return taken;
  }

  /** Reads the head of the next chunk if necessary, and returns whether more data follows. */
  private boolean hasMore() throws IOException {
    if (framing != Framing.CHUNKS || left > 0) {
      return true;
    }
    if (started) {
      skipLineEnd();
    }
    started = true;
    left = chunkSize(line(MAX_LINE));
    if (left > 0) {
      return true;
    }
    int trailers = 0;
    String trailer = line(MAX_TRAILERS);
    while (!trailer.isEmpty()) {
      trailers += trailer.length();
      if (trailers > MAX_TRAILERS) {
        throw new IOException("the trailers are too long");
      }
      trailer = line(MAX_TRAILERS);
    }
    ended = true;
    return false;
  }

  private void skipLineEnd() throws IOException {
    if (!reader.startsWithNewLine()) {
      throw new IOException("a chunk is longer than announced");
    }
    reader.skip(2);
  }

  private String line(int longest) throws IOException {
    int end = reader.findNewLine(longest);
    if (end == longest) {
      throw new IOException("a line between two chunks is too long");
    }
    String line = end == 0 ? "" : reader.readAsciiString(end);
    reader.skip(2);
    return line;
  }

  private static long chunkSize(String line) throws IOException {
    int extensions = line.indexOf(';');
    String digits = (extensions < 0 ? line : line.substring(0, extensions)).strip();
    boolean number =
        !digits.isEmpty()
            && digits.length() <= MAX_DIGITS
            && digits.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    if (!number) {
      throw new IOException("a chunk has no valid size");
    }
    return Long.parseLong(digits, 16);
  }

  /**
   * Skips the available rest of the body, and returns whether the body was read completely and no
   * further data is available.
   */
  boolean isUsedUp() {
    if (!ended && framing == Framing.LENGTH && left <= reader.available()) {
      reader.skip((int) left);
      left = 0;
      ended = true;
    }
    return ended && framing != Framing.CONNECTION && reader.available() == 0;
  }
}
