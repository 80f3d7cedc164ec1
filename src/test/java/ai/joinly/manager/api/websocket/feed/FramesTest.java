package ai.joinly.manager.api.websocket.feed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

/** Against the examples and lengths of RFC 6455, sections 5.2 and 5.7. */
class FramesTest {
  @Test
  void helloIsTheFrameOfTheStandard() {
    assertArrayEquals(
        new byte[] {(byte) 0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f}, Frames.text("Hello"));
  }

  @Test
  void lengthsHaveThreeForms() {
    assertArrayEquals(new byte[] {(byte) 0x81, 125}, Frames.textHead(125));
    assertArrayEquals(new byte[] {(byte) 0x81, 126, 0, 126}, Frames.textHead(126));
    assertArrayEquals(
        new byte[] {(byte) 0x81, 126, (byte) 0xff, (byte) 0xff}, Frames.textHead(65_535));
    assertArrayEquals(
        new byte[] {(byte) 0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}, Frames.textHead(65_536));
  }

  @Test
  void theLengthIsThatOfTheBytes() {
    assertArrayEquals(new byte[] {(byte) 0x81, 0x02, (byte) 0xc3, (byte) 0xa4}, Frames.text("ä"));
  }
}
