package ai.joinly.manager.mcp.incremental;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrefixSkippingStreamTest {
  @Test
  void remembersWhatWasPassedOnUntilItIsTaken() throws IOException {
    PrefixSkippingStream stream =
        new PrefixSkippingStream(Optional.empty(), 1)
            .over(new ByteArrayInputStream(new byte[] {1, 2, 3, 4}));
    assertEquals(3, stream.readNBytes(3).length);
    assertArrayEquals(new byte[] {1, 2, 3}, stream.take());
    assertEquals(4, stream.read());
    assertEquals(-1, stream.read());
    assertEquals(0, stream.take().length);
  }

  @Test
  void remembersNothingOfAVeryLongAnswer() throws IOException {
    int length = PrefixSkippingStream.MAX_STORED + 1;
    PrefixSkippingStream stream =
        new PrefixSkippingStream(Optional.empty(), 1)
            .over(new ByteArrayInputStream(new byte[length]));
    assertEquals(length, stream.readNBytes(length + 1).length);
    assertEquals(0, stream.take().length);
  }
}
