package ai.joinly.manager.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.LogLevel;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines that remember their JSON show what lines show that do not. */
class LogLinesTest {
  private static final List<LogEntry> LINES =
      List.of(
          new LogEntry(Instant.EPOCH, LogLevel.INFO, "Ada: \"Grüße\"\n\\ 😀 \u0001"),
          new LogEntry(Instant.parse("2026-11-25T10:00:00.123456Z"), LogLevel.ERROR, ""));

  @Test
  void whatIsRememberedIsWhatIsWritten() throws Exception {
    LogLines lines = new LogLines(LINES);
    assertEquals(LINES, lines);
    String expected = Json.text(json -> AgentJson.writeLogs(json, LINES));
    for (int i = 0; i < 2; i++) {
      assertEquals(expected, Json.text(json -> AgentJson.writeLogs(json, lines)));
    }
    assertEquals(2, Json.mapper().readTree(expected).size());
  }

  /** It cannot be encoded, and would take the answers about all agents with it. */
  @Test
  void halfASurrogatePairIsAQuestionMark() throws Exception {
    LogLines lines =
        new LogLines(List.of(new LogEntry(Instant.EPOCH, LogLevel.INFO, "a\ud83d b\ude00")));
    byte[] bytes = Json.line(json -> AgentJson.writeLogs(json, lines));
    assertEquals("a? b?", Json.mapper().readTree(bytes).at("/0/message").asText());
  }

  @Test
  void itIsMadeOnce() {
    LogLines lines = new LogLines(LINES);
    assertSame(lines.json(), lines.json());
  }

  @Test
  void nothingIsAnEmptyArray() {
    assertEquals("[]", Json.text(json -> AgentJson.writeLogs(json, new LogLines(List.of()))));
  }
}
