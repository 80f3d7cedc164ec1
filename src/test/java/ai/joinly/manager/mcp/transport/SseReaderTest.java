package ai.joinly.manager.mcp.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.joinly.manager.mcp.McpException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {
  private static List<String> data(String stream, int bufferSize) throws Exception {
    SseReader reader = reader(stream, bufferSize, 1_000, 10_000);
    List<String> all = new ArrayList<>();
    for (Optional<SseEvent> e = reader.next(); e.isPresent(); e = reader.next()) {
      all.add(new String(e.get().data(), StandardCharsets.UTF_8));
    }
    return all;
  }

  private static SseReader reader(String stream, int bufferSize, int event, long total) {
    return new SseReader(
        new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)),
        bufferSize,
        event,
        total);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 4_096})
  void takesAllLineEndsHoweverTheBytesArrive(int bufferSize) throws Exception {
    String stream =
        String.join(
            "",
            ": ping - now\r\n\r\nevent: message\r\ndata: {\"a\":\"ä\"}\r\n\r\n",
            "data: one\ndata:two\n\n",
            "data: three\r\rdata\n\nid: 7\n\nfield: x\ndata:  four\r\n\r\n",
            "data: cut off");
    assertEquals(
        List.of("{\"a\":\"ä\"}", "one\ntwo", "three", "", " four"), data(stream, bufferSize));
  }

  @Test
  void givesTheIdTheServerGave() throws Exception {
    SseReader reader = reader("data: a\n\nid: 5\ndata: b\n\nid\ndata: c\n\n", 64, 100, 100);
    assertEquals(Optional.empty(), reader.next().orElseThrow().id());
    assertEquals(Optional.of("5"), reader.next().orElseThrow().id());
    assertEquals(Optional.empty(), reader.next().orElseThrow().id());
  }

  @Test
  void limitsALine() {
    SseReader reader = reader("data: " + "x".repeat(200), 16, 100, 10_000);
    assertThrows(McpException.ProtocolViolation.class, reader::next);
  }

  @Test
  void limitsAnEventOfManyLines() {
    SseReader reader = reader("data: xxxx\n".repeat(100) + "\n", 16, 100, 10_000);
    assertThrows(McpException.ProtocolViolation.class, reader::next);
  }

  @Test
  void limitsTheWholeStreamCommentsIncluded() {
    SseReader reader = reader(": ping\n\n".repeat(100), 16, 100, 200);
    assertThrows(McpException.ProtocolViolation.class, reader::next);
  }
}
