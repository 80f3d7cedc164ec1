package ai.joinly.manager.api.websocket.feed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Text messages as frames of RFC 6455, section 5.2, as a server sends them: unmasked, each in one
 * frame. They are made here, not by the web server, so that each event is encoded only once.
 */
final class Frames {
  private static final int FINAL_TEXT = 0x81;
  private static final int LARGEST_7_BIT = 125;
  private static final int LENGTH_OF_16_BITS = 126;
  private static final int LENGTH_OF_64_BITS = 127;
  private static final int LARGEST_16_BIT = 0xffff;
  private static final int LARGEST_HEAD = 10;

  private Frames() {}

  /** Returns a text message. */
  static byte[] text(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    byte[] head = textHead(payload.length);
    return ByteBuffer.allocate(head.length + payload.length).put(head).put(payload).array();
  }

  /** Returns the beginning of the frame of a text message of so many bytes. */
  static byte[] textHead(int length) {
    ByteBuffer head = ByteBuffer.allocate(LARGEST_HEAD).put((byte) FINAL_TEXT);
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
