package ai.joinly.manager.mcp.transport;

import ai.joinly.manager.mcp.McpException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Parser of event streams: lines ended by CRLF, LF or CR, comments, data over several lines, and a
 * byte order mark at the start. Limits the size of an event (and so of a line) and of the stream.
 * Not thread-safe.
 */
public final class SseReader {
  private static final int LF = '\n';
  private static final int CR = '\r';
  private static final int MAX_ID_LENGTH = 1_024;

  private final InputStream in;
  private final byte[] buffer;
  private final int eventLimit;
  private final long streamLimit;
  private final ByteBuilder line = new ByteBuilder();
  private ByteBuilder data = new ByteBuilder();
  private Optional<String> id = Optional.empty();
  private OptionalLong retry = OptionalLong.empty();
  private String name = SseEvent.MESSAGE;
  private boolean hasData;
  private boolean started;
  private boolean skipLf;
  private long total;
  private int position;
  private int filled;

  /**
   * @param bufferSize bytes of one read
   * @param eventLimit maximum bytes of one event
   * @param streamLimit maximum bytes of the stream
   */
  public SseReader(InputStream in, int bufferSize, int eventLimit, long streamLimit) {
    this.in = in;
    this.buffer = new byte[bufferSize];
    this.eventLimit = eventLimit;
    this.streamLimit = streamLimit;
  }

  /**
   * Returns the next event with data; empty at the end of the stream. An incomplete event at the
   * end is discarded.
   */
  public Optional<SseEvent> next() throws IOException, McpException {
    while (readLine()) {
      if (!started) {
        started = true;
        line.dropByteOrderMark();
      }
      if (line.size() > 0) {
        parseField();
      } else if (hasData) {
        return Optional.of(dispatch());
      } else {
        name = SseEvent.MESSAGE;
      }
      line.clear();
    }
    return Optional.empty();
  }

  /** Returns the event id from which the stream can be resumed, also from an event without data. */
  public Optional<String> lastEventId() {
    return id;
  }

  /** Returns the delay in milliseconds that the server requests before a resumption. */
  OptionalLong retry() {
    return retry;
  }

  /** Reads once more where the end is expected. Nothing can be read after that. */
  void skipEnd() throws IOException {
    int rest = in.read(buffer, 0, buffer.length);
    position = 0;
    filled = Math.max(0, rest);
  }

  private SseEvent dispatch() {
    SseEvent event = new SseEvent(name, id, data.toBytes());
    data = new ByteBuilder();
    name = SseEvent.MESSAGE;
    hasData = false;
    line.clear();
    return event;
  }

  /** Reads up to the end of a line into {@link #line}; false at the end of the stream. */
  private boolean readLine() throws IOException, McpException {
    while (true) {
      if (position == filled && !fill()) {
        return false;
      }
      if (skipLf) {
        skipLf = false;
        if (buffer[position] == LF) {
          position++;
          continue;
        }
      }
      int end = endOfLine(buffer, position, filled);
      if ((long) line.size() + data.size() + (end - position) > eventLimit) {
        throw new McpException.ProtocolViolation(
            "The server sent an event of more than " + eventLimit + " bytes");
      }
      line.append(buffer, position, end - position);
      position = end;
      if (end < filled) {
        skipLf = buffer[end] == CR;
        position++;
        return true;
      }
    }
  }

  /** Separate method, so that it is compiled while a line of megabytes is read. */
  private static int endOfLine(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && bytes[end] != LF && bytes[end] != CR) {
      end++;
    }
    return end;
  }

  private boolean fill() throws IOException, McpException {
    int count = in.read(buffer, 0, buffer.length);
    if (count <= 0) {
      return false;
    }
    total += count;
    if (total > streamLimit) {
      throw new McpException.ProtocolViolation(
          "The server sent an answer of more than " + streamLimit + " bytes");
    }
    position = 0;
    filled = count;
    return true;
  }

  private void parseField() {
    int colon = line.indexOf((byte) ':');
    if (colon == 0) {
      return; // a comment
    }
    int nameEnd = colon < 0 ? line.size() : colon;
    int valueStart = colon < 0 ? line.size() : colon + 1;
    if (valueStart < line.size() && line.at(valueStart) == ' ') {
      valueStart++;
    }
    if (line.startsWith("data", nameEnd)) {
      if (hasData) {
        data.append((byte) LF);
      }
      hasData = true;
      data.append(line, valueStart);
    } else if (line.startsWith("id", nameEnd)) {
      setId(line.text(valueStart));
    } else if (line.startsWith("event", nameEnd)) {
      String value = line.text(valueStart);
      name = value.isEmpty() ? SseEvent.MESSAGE : value;
    } else if (line.startsWith("retry", nameEnd)) {
      setRetry(line.text(valueStart));
    }
  }

  /** Sets the event id. It is sent in a header, so an id that is not valid there is ignored. */
  private void setId(String value) {
    boolean printable = value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    id =
        value.isEmpty() || !printable || value.length() > MAX_ID_LENGTH
            ? Optional.empty()
            : Optional.of(value);
  }

  private void setRetry(String value) {
    boolean number =
        !value.isEmpty()
            && value.length() < 10
            && value.chars().allMatch(c -> c >= '0' && c <= '9');
    if (number) {
      retry = OptionalLong.of(Long.parseLong(value));
    }
  }

  /** Growing byte array that releases a large array when it is cleared. */
  private static final class ByteBuilder {
    private static final int SMALL = 256;
    private static final int MAX_KEPT = 8_192;

    private byte[] bytes = new byte[SMALL];
    private int size;

    int size() {
      return size;
    }

    byte at(int index) {
      return bytes[index];
    }

    void clear() {
      size = 0;
      if (bytes.length > MAX_KEPT) {
        bytes = new byte[SMALL];
      }
    }

    void dropByteOrderMark() {
      if (size >= 3
          && bytes[0] == (byte) 0xef
          && bytes[1] == (byte) 0xbb
          && bytes[2] == (byte) 0xbf) {
        size -= 3;
        System.arraycopy(bytes, 3, bytes, 0, size);
      }
    }

    void append(byte value) {
      append(new byte[] {value}, 0, 1);
    }

    void append(ByteBuilder other, int from) {
      append(other.bytes, from, other.size - from);
    }

    void append(byte[] source, int from, int count) {
      if (size + count > bytes.length) {
        long doubled = Math.max(size + (long) count, bytes.length * 2L);
        bytes = java.util.Arrays.copyOf(bytes, (int) Math.min(doubled, Integer.MAX_VALUE - 8));
      }
      System.arraycopy(source, from, bytes, size, count);
      size += count;
    }

    int indexOf(byte value) {
      for (int i = 0; i < size; i++) {
        if (bytes[i] == value) {
          return i;
        }
      }
      return -1;
    }

    boolean startsWith(String ascii, int length) {
      if (length != ascii.length()) {
        return false;
      }
      for (int i = 0; i < length; i++) {
        if (bytes[i] != ascii.charAt(i)) {
          return false;
        }
      }
      return true;
    }

    String text(int from) {
      return new String(bytes, from, size - from, StandardCharsets.UTF_8);
    }

    byte[] toBytes() {
      return java.util.Arrays.copyOf(bytes, size);
    }
  }
}
