package ai.joinly.manager.web.feed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The frames of RFC 6455, section 5.2, as a server sends them: unmasked, each message in one frame.
 */
public final class Frames {
  private static final int FINAL = 0x80;
  private static final int TEXT = 0x1;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xa;
  private static final int LARGEST_7_BIT = 125;
  private static final int LENGTH_OF_16_BITS = 126;
  private static final int LENGTH_OF_64_BITS = 127;
  private static final int LARGEST_16_BIT = 0xffff;
  private static final int LARGEST_HEAD = 10;

  private Frames() {}

  /** Returns a text message. */
  static byte[] text(String text) {
    return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the beginning of the frame of a text message of so many bytes. */
  static byte[] textHead(int length) {
    return head(TEXT, length);
  }

  /** Returns a ping without content. */
  public static byte[] ping() {
    return frame(PING, new byte[0]);
  }

  /** Returns the answer to a ping with this content. */
  public static byte[] pong(byte[] payload) {
    return frame(PONG, payload);
  }

  /** Returns a close. */
  public static byte[] close(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    return frame(
        CLOSE,
        ByteBuffer.allocate(Short.BYTES + text.length).putShort((short) code).put(text).array());
  }

  private static byte[] frame(int code, byte[] payload) {
    byte[] head = head(code, payload.length);
    return ByteBuffer.allocate(head.length + payload.length).put(head).put(payload).array();
  }

  private static byte[] head(int code, int length) {
    ByteBuffer head = ByteBuffer.allocate(LARGEST_HEAD).put((byte) (FINAL | code));
    if (length <= LARGEST_7_BIT) {
      head.put((byte) length);
    } else if (length <= LARGEST_16_BIT) {
      head.put((byte) LENGTH_OF_16_BITS).putShort((short) length);
    } else {
      head.put((byte) LENGTH_OF_64_BITS).putLong(length);
    }
    byte[] exact = new byte[head.position()];
    head.get(0, exact);
    return exact;
  }
}
