package ai.joinly.manager.api.framing;

import ai.joinly.manager.concurrent.ByteBudget;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import java.util.Arrays;

/**
 * Input buffer of the client's bytes, and of lines among them, which end only with CR LF. It holds
 * at most one head and the bytes that arrived with it. Used by one thread.
 */
final class Input {
  private static final byte[] NONE = {};
  private static final byte CR = '\r';
  private static final byte LF = '\n';

  /** The same limit as that of the web server, which would apply it later. */
  private static final int MAX_REQUEST_LINE = 4_095;

  private static final int MAX_FIELDS = 16_384;

  /** Some clients send an empty line after a body. */
  private static final int MAX_EMPTY_LINES = 8;

  private final DataReader reader;
  private final ByteBudget budget;
  private Waits waits = Waits.NO_OP;
  private byte[] bytes = NONE;
  private int from;
  private int to;

  /** Bytes taken from the budget. */
  private int taken;

  Input(DataReader reader, ByteBudget budget) {
    this.reader = reader;
    this.budget = budget;
  }

  void onWait(Waits watcher) {
    waits = watcher;
  }

  int available() {
    return to - from;
  }

  /**
   * Waits for more bytes.
   *
   * @throws InsufficientDataAvailableException if the client has closed the connection
   * @throws CloseConnectionException if the connection failed
   */
  void fill() {
    waits.begin();
    try {
      reader.ensureAvailable();
    } catch (ServerConnectionException e) {
      throw new CloseConnectionException("the connection failed", e);
    }
    BufferData data = reader.readBuffer();
    byte[] more = data.readBytes();
    waits.end(more.length);
    if (from == to) {
      bytes = more;
      from = 0;
      to = more.length;
      return;
    }
    if (bytes.length - to < more.length) {
      byte[] larger = new byte[roomFor(2 * (available() + more.length))];
      System.arraycopy(bytes, from, larger, 0, available());
      to = available();
      from = 0;
      bytes = larger;
    }
    System.arraycopy(more, 0, bytes, to, more.length);
    to += more.length;
  }

  private int roomFor(int length) {
    if (!budget.take(length - taken)) {
      throw BadRequest.of(
          Status.SERVICE_UNAVAILABLE_503,
          "The manager is busy with large headers; try again soon.");
    }
    taken = length;
    return length;
  }

  /** Discards all bytes. */
  void clear() {
    bytes = NONE;
    from = 0;
    to = 0;
    budget.give(taken);
    taken = 0;
  }

  /** Removes the next {@code length} of the available bytes and returns them. */
  byte[] take(int length) {
    byte[] taken =
        from == 0 && length == bytes.length
            ? bytes
            : Arrays.copyOfRange(bytes, from, from + length);
    skip(length);
    return taken;
  }

  /** Copies the next {@code length} of the available bytes to {@code target}. */
  void take(int length, byte[] target, int offset) {
    System.arraycopy(bytes, from, target, offset, length);
    skip(length);
  }

  private void skip(int length) {
    from += length;
    if (from == to) {
      clear();
    }
  }

  /**
   * Waits for the next line and returns it without CR LF.
   *
   * @param longest the maximum number of its bytes
   */
  byte[] line(int longest, String messageIfLonger) {
    int seen = 0;
    while (true) {
      while (seen < available()) {
        byte b = bytes[from + seen];
        seen++;
        checkEnd(b, seen, seen);
        if (b == LF) {
          byte[] line = Arrays.copyOfRange(bytes, from, from + seen - 2);
          skip(seen);
          return line;
        }
        if (seen > longest + 1) {
          throw BadRequest.of(messageIfLonger);
        }
      }
      fill();
    }
  }

  /**
   * Waits for the next head and returns it with the empty line at its end.
   *
   * @throws InsufficientDataAvailableException if the connection ended before the head started
   */
  byte[] head() {
    Head head = new Head();
    while (true) {
      while (head.seen < available()) {
        if (head.take(bytes[from + head.seen])) {
          if (!head.isBlank()) {
            return take(head.seen);
          }
          skip(head.seen);
          head.restart();
        }
      }
      try {
        fill();
      } catch (InsufficientDataAvailableException e) {
        if (available() > 0) {
          throw BadRequest.of("The connection ended within the head of the request.");
        }
        throw e;
      }
    }
  }

  /** Rejects a CR or LF alone, which only some parsers treat as the end of a line. */
  private void checkEnd(byte b, int seen, int ofLine) {
    boolean afterCr = ofLine > 1 && bytes[from + seen - 2] == CR;
    if (b == LF && !afterCr) {
      throw BadRequest.of("A line of the request ends with LF alone; lines end with CR and LF.");
    }
    if (b != LF && afterCr) {
      throw BadRequest.of("The request holds a CR without LF; lines end with CR and LF.");
    }
  }

  /** Listener for the waits for a client's bytes. */
  interface Waits {
    Waits NO_OP =
        new Waits() {
          @Override
          public void begin() {}

          @Override
          public void end(int bytes) {}
        };

    void begin();

    void end(int bytes);
  }

  /** Progress of reading a head. */
  private final class Head {
    private int seen;
    private int ofLine;
    private int requestLine;
    private int emptyLines;

    /** Takes the next byte and returns whether it ends the head, or an empty line before it. */
    boolean take(byte b) {
      seen++;
      ofLine++;
      checkEnd(b, seen, ofLine);
      if (b != LF) {
        checkSize();
        return false;
      }
      if (ofLine == 2) {
        return true;
      }
      requestLine = requestLine == 0 ? seen : requestLine;
      ofLine = 0;
      return false;
    }

    boolean isBlank() {
      return requestLine == 0;
    }

    void restart() {
      seen = 0;
      ofLine = 0;
      emptyLines++;
      if (emptyLines > MAX_EMPTY_LINES) {
        throw BadRequest.of("The request consists only of empty lines.");
      }
    }

    private void checkSize() {
      if (requestLine == 0 && seen > MAX_REQUEST_LINE + 1) {
        throw BadRequest.of(
            Status.REQUEST_URI_TOO_LONG_414, "The path with its query is too long.");
      }
      if (requestLine > 0 && seen - requestLine > MAX_FIELDS) {
        throw BadRequest.of("The header is larger than " + MAX_FIELDS + " bytes.");
      }
    }
  }
}
