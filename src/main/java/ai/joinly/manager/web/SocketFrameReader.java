package ai.joinly.manager.web;

import io.helidon.common.buffers.DataReader;

/**
 * Reads the frames of a client as RFC 6455, section 5, has them. What clients say means nothing, so
 * nothing of it is kept, except the content of a ping, which is small. For one thread.
 */
final class SocketFrameReader {
  /** What a client sends. */
  sealed interface ClientFrame {
    /** A message, or a part of one. */
    record Part() implements ClientFrame {}

    /** A ping, to be answered with its content. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Ping(byte[] payload) implements ClientFrame {}

    record Pong() implements ClientFrame {}

    record Close() implements ClientFrame {}
  }

  /** A frame that ends the connection. */
  static final class RefusedFrameException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient SocketClose close;

    RefusedFrameException(SocketClose close) {
      super(close.reason());
      this.close = close;
    }

    SocketClose close() {
      return close;
    }
  }

  private static final int FINAL = 0x80;
  private static final int RESERVED = 0x70;
  private static final int CODE = 0x0f;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7f;
  private static final int LENGTH_OF_16_BITS = 126;
  private static final int LENGTH_OF_64_BITS = 127;
  private static final int MASK_BYTES = 4;
  private static final int MOST_CONTROL_BYTES = 125;

  private static final int CONTINUATION = 0x0;
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xa;

  private final DataReader in;

  /** Whether a message was begun, and how many bytes of it came. */
  private boolean begun;

  private long messageBytes;

  SocketFrameReader(DataReader in) {
    this.in = in;
  }

  /**
   * Reads the next frame; waits for it.
   *
   * @throws RefusedFrameException when it is not valid or too large; what follows cannot be read
   */
  ClientFrame next() throws RefusedFrameException {
    int first = in.read();
    int second = in.read();
    require((first & RESERVED) == 0 && (second & MASKED) != 0);
    boolean last = (first & FINAL) != 0;
    long length = length(second & LENGTH);
    return switch (first & CODE) {
      case TEXT, BINARY -> {
        require(!begun);
        messageBytes = 0;
        yield part(length, last);
      }
      case CONTINUATION -> {
        require(begun);
        yield part(length, last);
      }
      case CLOSE -> {
        requireCloseCode(control(length, last));
        yield new ClientFrame.Close();
      }
      case PING -> new ClientFrame.Ping(control(length, last));
      case PONG -> {
        byte[] ignored = control(length, last);
        yield new ClientFrame.Pong();
      }
      default -> throw new RefusedFrameException(SocketClose.PROTOCOL_ERROR);
    };
  }

  private long length(int shortLength) throws RefusedFrameException {
    int bytes =
        switch (shortLength) {
          case LENGTH_OF_16_BITS -> Short.BYTES;
          case LENGTH_OF_64_BITS -> Long.BYTES;
          default -> 0;
        };
    if (bytes == 0) {
      return shortLength;
    }
    long length = 0;
    for (int i = 0; i < bytes; i++) {
      length = (length << Byte.SIZE) | (in.read() & 0xff);
    }
    require(length >= 0);
    return length;
  }

  private ClientFrame part(long length, boolean last) throws RefusedFrameException {
    if (length > SocketLimits.MESSAGE_BYTES - messageBytes) {
      throw new RefusedFrameException(SocketClose.TOO_BIG);
    }
    messageBytes += length;
    begun = !last;
    in.skip(MASK_BYTES + (int) length);
    return new ClientFrame.Part();
  }

  private byte[] control(long length, boolean last) throws RefusedFrameException {
    require(last && length <= MOST_CONTROL_BYTES);
    byte[] mask = in.readBytes(MASK_BYTES);
    byte[] payload = length == 0 ? new byte[0] : in.readBytes((int) length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % MASK_BYTES];
    }
    return payload;
  }

  private static void requireCloseCode(byte[] payload) throws RefusedFrameException {
    if (payload.length > 0) {
      require(payload.length >= Short.BYTES);
      int code = ((payload[0] & 0xff) << Byte.SIZE) | (payload[1] & 0xff);
      boolean ofStandard = code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
      require(ofStandard || (code >= 3000 && code < 5000));
    }
  }

  private static void require(boolean valid) throws RefusedFrameException {
    if (!valid) {
      throw new RefusedFrameException(SocketClose.PROTOCOL_ERROR);
    }
  }
}
