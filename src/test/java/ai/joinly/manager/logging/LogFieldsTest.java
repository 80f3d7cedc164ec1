package ai.joinly.manager.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogFieldsTest {
  @Test
  void jsonHasThemBesideTheMessageAndTextHasNot() throws Exception {
    LogRecord entry = new LogRecord(Level.INFO, "{0} was answered");
    entry.setParameters(
        new Object[] {"GET", LogFields.of("route", "/agents").and("status", 200).and("ms", 7L)});
    JsonNode line = new ObjectMapper().readTree(new JsonFormatter().format(entry));
    assertEquals("GET was answered", line.get("message").asText());
    assertEquals("/agents", line.get("route").asText());
    assertEquals(200, line.get("status").intValue());
    assertEquals(7, line.get("ms").longValue());
    String text = new TextFormatter().format(entry);
    assertEquals("GET was answered", text.substring(text.indexOf("GET")).strip());
  }

  @Test
  void theFieldsOfAllLinesAreTaken() {
    assertThrows(IllegalArgumentException.class, () -> LogFields.of("message", "x"));
    assertThrows(IllegalArgumentException.class, () -> LogFields.of("status", 1.5));
  }
}
