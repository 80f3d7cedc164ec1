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
 * The body of a response, piece by piece as it comes in. Helidon's own stream gathers a whole chunk
 * before it gives out any of it, and a server may announce one of two gigabytes. For one thread.
 */
public final class ResponseBody extends InputStream {
  /** Of a line that announces a chunk, with its extensions. */
  private static final int LONGEST_LINE = 1_024;

  /** Of all trailers together. */
  private static final int LONGEST_TRAILERS = 8 * 1_024;

  /** Digits of the size of a chunk. */
  private static final int MOST_DIGITS = 15;

  /** How the end of a body shows. */
  private enum Framing {
    LENGTH,
    CHUNKS,
    CONNECTION
  }

  private final DataReader reader;
  private final Framing framing;

  /** Bytes of the body, or of the chunk, that have not come yet. */
  private long left;

  private boolean begun;
  private boolean ended;

  /**
   * @param reader of the connection, of which all up to the body has been read
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

  /** Whether there is no body; what Helidon takes for a response may be an interim one. */
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
      throw new IOException("a chunk is announced wrongly", e);
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

  /** Whether anything follows, after the head of the next chunk was read where that is due. */
  private boolean hasMore() throws IOException {
    if (framing != Framing.CHUNKS || left > 0) {
      return true;
    }
    if (begun) {
      skipLineEnd();
    }
    begun = true;
    left = chunkSize(line(LONGEST_LINE));
    if (left > 0) {
      return true;
    }
    int trailers = 0;
    String trailer = line(LONGEST_TRAILERS);
    while (!trailer.isEmpty()) {
      trailers += trailer.length();
      if (trailers > LONGEST_TRAILERS) {
        throw new IOException("the trailers are too long");
      }
      trailer = line(LONGEST_TRAILERS);
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
            && digits.length() <= MOST_DIGITS
            && digits.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    if (!number) {
      throw new IOException("a chunk has no size");
    }
    return Long.parseLong(digits, 16);
  }

  /** Whether all of it was read, up to what the server sends next; skips what is there already. */
  boolean isUsedUp() {
    if (!ended && framing == Framing.LENGTH && left <= reader.available()) {
      reader.skip((int) left);
      left = 0;
      ended = true;
    }
    return ended && framing != Framing.CONNECTION && reader.available() == 0;
  }
}
