package ai.joinly.manager.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against the examples and lengths of RFC 6455, sections 5.2 and 5.7. */
class TextFramesTest {
  @Test
  void helloIsTheFrameOfTheStandard() {
    assertArrayEquals(
        new byte[] {(byte) 0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f},
        TextFrames.bytes(List.of("Hello")));
  }

  @Test
  void lengthsHaveThreeForms() {
    ByteBuffer frames =
        ByteBuffer.wrap(
            TextFrames.bytes(
                List.of("x".repeat(125), "x".repeat(126), "x".repeat(65_535), "x".repeat(65_536))));
    assertEquals(125, next(frames));
    assertEquals(126, next(frames));
    assertEquals(126, frames.getShort());
    skip(frames, 126);
    assertEquals(126, next(frames));
    assertEquals(65_535, Short.toUnsignedInt(frames.getShort()));
    skip(frames, 65_535);
    assertEquals(127, next(frames));
    assertEquals(65_536, frames.getLong());
    skip(frames, 65_536);
    assertEquals(0, frames.remaining());
  }

  @Test
  void theLengthIsThatOfTheBytes() {
    assertArrayEquals(
        new byte[] {(byte) 0x81, 0x02, (byte) 0xc3, (byte) 0xa4, (byte) 0x81, 0x00},
        TextFrames.bytes(List.of("ä", "")));
  }

  /** The second byte of the next frame; a payload of that length is skipped. */
  private static int next(ByteBuffer frames) {
    assertEquals((byte) 0x81, frames.get());
    int length = frames.get();
    if (length == 125) {
      skip(frames, length);
    }
    return length;
  }

  private static void skip(ByteBuffer frames, int length) {
    frames.position(frames.position() + length);
  }
}
