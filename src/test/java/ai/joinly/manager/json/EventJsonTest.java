package ai.joinly.manager.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.model.AgentId;
import ai.joinly.manager.model.AgentStatus;
import ai.joinly.manager.model.LogEntry;
import ai.joinly.manager.model.LogLevel;
import ai.joinly.manager.model.MeetingStatus;
import ai.joinly.manager.model.Role;
import ai.joinly.manager.model.Segment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventJsonTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Segment ADA =
      new Segment("Hello \"all\"", 1.25, 2.0, Optional.of("Ada"), Role.PARTICIPANT);
  private static final Segment UNNAMED =
      new Segment("Ünï \u2028", 2, 2, Optional.empty(), Role.ASSISTANT);
  private static final String ADA_JSON =
      "{\"text\":\"Hello \\\"all\\\"\",\"start\":1.25,\"end\":2.0,\"speaker\":\"Ada\","
          + "\"role\":\"participant\"}";
  private static final String UNNAMED_JSON =
      "{\"text\":\"Ünï \u2028\",\"start\":2.0,\"end\":2.0,\"speaker\":null,"
          + "\"role\":\"assistant\"}";

  @Test
  void status() {
    assertData(
        "status",
        "{\"status\":\"running\"}",
        new EventData.StatusChanged(AgentStatus.RUNNING, Optional.empty()));
    assertData(
        "status",
        "{\"status\":\"error\",\"error_message\":\"Gone.\"}",
        new EventData.StatusChanged(AgentStatus.ERROR, Optional.of("Gone.")));
  }

  @Test
  void segment() {
    assertData("segment", heard(ADA_JSON), new EventData.SegmentHeard(ADA, NOW));
    assertData("segment", heard(UNNAMED_JSON), new EventData.SegmentHeard(UNNAMED, NOW));
  }

  private static String heard(String segment) {
    return segment.substring(0, segment.length() - 1)
        + ",\"spoken_at\":\"2026-03-01T10:00:00.000Z\"}";
  }

  @Test
  void utterance() {
    assertData(
        "utterance",
        "{\"segments\":["
            + ADA_JSON
            + ","
            + UNNAMED_JSON
            + "],\"text\":\"Hello \\\"all\\\" Ünï \u2028\",\"speaker\":\"Ada\"}",
        new EventData.UtteranceHeard(List.of(ADA, UNNAMED)));
  }

  @Test
  void logMeetingAndDeleted() {
    assertData(
        "log",
        "{\"timestamp\":\"2026-03-01T10:00:00.000Z\",\"level\":\"warn\",\"message\":\"m\"}",
        new EventData.LogWritten(new LogEntry(NOW, LogLevel.WARN, "m")));
    assertData(
        "meeting",
        "{\"meeting_status\":\"rejoining\"}",
        new EventData.MeetingChanged(MeetingStatus.REJOINING));
    assertData("deleted", "{}", new EventData.AgentDeleted());
  }

  private static void assertData(String type, String data, EventData event) {
    Event told = new Event(AgentId.of(10), 7, NOW, event);
    assertEquals(told, EventReader.read(EventJson.encode(told)));
    assertEquals(
        "{\"type\":\"%s\",\"seq\":7,\"agent_id\":\"agent_0000000a\",\"data\":%s,\"timestamp\":\"%s\"}"
            .formatted(type, data, "2026-03-01T10:00:00.000Z"),
        EventJson.encode(told));
  }
}
