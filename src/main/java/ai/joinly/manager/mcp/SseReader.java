package ai.joinly.manager.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Takes an event stream apart: lines ended by CRLF, LF or CR, comments, data over several lines.
 * Limits the size of an event (and with it of a line) and of the whole stream. For one thread.
 */
final class SseReader {
  private static final int LF = '\n';
  private static final int CR = '\r';

  private final InputStream in;
  private final byte[] buffer;
  private final int eventLimit;
  private final long streamLimit;
  private final ByteBuilder line = new ByteBuilder();
  private ByteBuilder data = new ByteBuilder();
  private Optional<String> id = Optional.empty();
  private boolean hasData;
  private boolean skipLf;
  private long total;
  private int position;
  private int filled;

  /**
   * @param bufferSize bytes that are asked for at once
   * @param eventLimit bytes of one event at most
   * @param streamLimit bytes of the whole stream at most
   */
  SseReader(InputStream in, int bufferSize, int eventLimit, long streamLimit) {
    this.in = in;
    this.buffer = new byte[bufferSize];
    this.eventLimit = eventLimit;
    this.streamLimit = streamLimit;
  }

  /**
   * The next event that carries data; empty at the end of the stream. An event that the end cuts
   * off is dropped.
   */
  Optional<SseEvent> next() throws IOException, McpException {
    while (readLine()) {
      if (line.size() > 0) {
        takeField();
      } else if (hasData) {
        return Optional.of(dispatch());
      }
      line.clear();
    }
    return Optional.empty();
  }

  /** Asks once for more where only the end is to be expected. Nothing can be read after that. */
  void skipEnd() throws IOException {
    int rest = in.read(buffer, 0, buffer.length);
    position = 0;
    filled = Math.max(0, rest);
  }

  private SseEvent dispatch() {
    SseEvent event = new SseEvent(id, data.toBytes());
    data = new ByteBuilder();
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

  /** A method of its own: it is worth being compiled before a line of megabytes has ended. */
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

  private void takeField() {
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
      String value = line.text(valueStart);
      id = value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
  }

  /** A growing array of bytes that gives up a large one once it is cleared. */
  private static final class ByteBuilder {
    private static final int SMALL = 256;
    private static final int KEPT = 8_192;

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
      if (bytes.length > KEPT) {
        bytes = new byte[SMALL];
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
