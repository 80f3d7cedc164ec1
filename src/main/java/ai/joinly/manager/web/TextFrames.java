package ai.joinly.manager.web;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.websocket.WsSession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Text messages that go out together. Helidon makes a system call for each message; when many wait
 * for many clients, those calls are most of the work. The frames are those of RFC 6455, section
 * 5.2, as a server sends them: unmasked, each message in one frame.
 */
final class TextFrames {
  private static final int FINAL_TEXT = 0x81;
  private static final int LARGEST_7_BIT = 125;
  private static final int LENGTH_OF_16_BITS = 126;
  private static final int LENGTH_OF_64_BITS = 127;
  private static final int LARGEST_16_BIT = 0xffff;
  private static final int LARGEST_HEADER = 10;

  private TextFrames() {}

  /** Sends all of them, in order; blocks while the client does not read. For the one sender. */
  static void send(WsSession session, List<String> texts) {
    if (texts.size() > 1 && session.socketContext() instanceof ConnectionContext connection) {
      connection.dataWriter().writeNow(BufferData.create(bytes(texts)));
    } else {
      texts.forEach(text -> session.send(text, true));
    }
  }

  /** The frames of all of them. */
  static byte[] bytes(List<String> texts) {
    List<byte[]> payloads =
        texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    int most = payloads.stream().mapToInt(payload -> LARGEST_HEADER + payload.length).sum();
    ByteBuffer frames = ByteBuffer.allocate(most);
    for (byte[] payload : payloads) {
      frames.put((byte) FINAL_TEXT);
      putLength(frames, payload.length);
      frames.put(payload);
    }
    byte[] exact = new byte[frames.position()];
    frames.get(0, exact);
    return exact;
  }

  private static void putLength(ByteBuffer frames, int length) {
    if (length <= LARGEST_7_BIT) {
      frames.put((byte) length);
    } else if (length <= LARGEST_16_BIT) {
      frames.put((byte) LENGTH_OF_16_BITS).putShort((short) length);
    } else {
      frames.put((byte) LENGTH_OF_64_BITS).putLong(length);
    }
  }
}
