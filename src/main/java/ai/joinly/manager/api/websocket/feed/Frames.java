package ai.joinly.manager.api.websocket.feed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Encoder of text messages as server frames of RFC 6455, section 5.2: unmasked, each in one frame.
 * The web server is not used for this, so that each event is encoded only once.
 */
final class Frames {
  private static final int FINAL_TEXT = 0x81;
  private static final int MAX_7_BIT = 125;
  private static final int LENGTH_OF_16_BITS = 126;
  private static final int LENGTH_OF_64_BITS = 127;
  private static final int MAX_16_BIT = 0xffff;
  private static final int MAX_HEAD = 10;

  private Frames() {}

  /** Returns the frame of a text message. */
  static byte[] text(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    byte[] head = textHead(payload.length);
    return ByteBuffer.allocate(head.length + payload.length).put(head).put(payload).array();
  }

  /** Returns the frame header of a text message with {@code length} bytes. */
  static byte[] textHead(int length) {
    ByteBuffer head = ByteBuffer.allocate(MAX_HEAD).put((byte) FINAL_TEXT);
    if (length <= MAX_7_BIT) {
      head.put((byte) length);
    } else if (length <= MAX_16_BIT) {
      head.put((byte) LENGTH_OF_16_BITS).putShort((short) length);
    } else {
      head.put((byte) LENGTH_OF_64_BITS).putLong(length);
    }
    byte[] exact = new byte[head.position()];
    head.get(0, exact);
    return exact;
  }
}
