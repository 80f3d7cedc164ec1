package ai.joinly.manager.api.websocket;

import io.helidon.common.buffers.DataReader;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Filter of a client's frames for the web server: passes only valid frames, without the content of
 * messages, which is ignored and would have to be buffered until a frame is complete. Helidon 4.5.0
 * accepts some frames that RFC 6455, section 5, forbids, and answers reserved opcodes with an HTTP
 * error. For one thread.
 */
final class ClientFrames implements Supplier<byte[]> {
  private static final int FINAL = 0x80;
  private static final int RESERVED = 0x70;
  private static final int CODE = 0x0f;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7f;
  private static final int LENGTH_OF_16_BITS = 126;
  private static final int LENGTH_OF_64_BITS = 127;
  private static final int MASK_BYTES = 4;
  private static final int MAX_CONTROL_BYTES = 125;

  private static final int CONTINUATION = 0x0;
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xa;

  private final DataReader in;
  private final Function<SocketClose, RuntimeException> onRefused;

  /** Whether a message has started, and how many of its bytes have arrived. */
  private boolean inMessage;

  private long messageBytes;

  /**
   * @param onRefused receives the reason why reading stops, and returns the exception to throw
   */
  ClientFrames(DataReader in, Function<SocketClose, RuntimeException> onRefused) {
    this.in = in;
    this.onRefused = onRefused;
  }

  /** Waits for the next frame and returns it. */
  @Override
  public byte[] get() {
    byte first = in.read();
    byte second = in.read();
    require((first & RESERVED) == 0 && (second & MASKED) != 0);
    boolean last = (first & FINAL) != 0;
    long length = length(second & LENGTH);
    int code = first & CODE;
    return switch (code) {
      case CONTINUATION, TEXT, BINARY -> {
        require(inMessage == (code == CONTINUATION));
        skip(length, last);
        yield frame(first, new byte[MASK_BYTES]);
      }
      case CLOSE, PING, PONG -> {
        require(last && length <= MAX_CONTROL_BYTES && !(code == CLOSE && length == 1));
        yield frame(first, in.readBytes(MASK_BYTES + (int) length));
      }
      default -> throw onRefused.apply(SocketClose.PROTOCOL_ERROR);
    };
  }

  private long length(int shortLength) {
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

  private void skip(long length, boolean last) {
    if (length > SocketLimits.MESSAGE_BYTES - messageBytes) {
      throw onRefused.apply(SocketClose.TOO_BIG);
    }
    in.skip(MASK_BYTES + (int) length);
    messageBytes = last ? 0 : messageBytes + length;
    inMessage = !last;
  }

  /** Returns a short frame; {@code rest} begins with its mask. */
  private static byte[] frame(byte first, byte[] rest) {
    byte[] frame = new byte[2 + rest.length];
    frame[0] = first;
    frame[1] = (byte) (MASKED | (rest.length - MASK_BYTES));
    System.arraycopy(rest, 0, frame, 2, rest.length);
    return frame;
  }

  private void require(boolean valid) {
    if (!valid) {
      throw onRefused.apply(SocketClose.PROTOCOL_ERROR);
    }
  }
}
