package ai.joinly.manager.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.agent.Metadata;
import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.domain.usage.TurnOutcome;
import ai.joinly.manager.domain.usage.TurnReport;
import ai.joinly.manager.domain.usage.TurnTimes;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

  @Test
  void metadataOfTheAgent() {
    Metadata metadata = new Metadata(Map.of("team", "red", "floor", "3"));
    assertData(
        "status",
        "{\"status\":\"error\",\"error_message\":\"m\",\"metadata\":{\"floor\":\"3\",\"team\":\"red\"}}",
        new EventData.StatusChanged(AgentStatus.ERROR, Optional.of("m"), metadata));
    assertData(
        "deleted",
        "{\"metadata\":{\"floor\":\"3\",\"team\":\"red\"}}",
        new EventData.AgentDeleted(metadata));
  }

  @Test
  void chatTurnAndAnalysis() {
    assertData(
        "chat",
        "{\"text\":\"See https://x\",\"sender\":\"Ada\",\"shown_at\":\"3:40 AM\",\"is_agent\":false}",
        new EventData.ChatWritten(
            new ChatLine("See https://x", Optional.of("Ada"), Optional.of("3:40 AM"), false)));
    assertData(
        "turn",
        "{\"turn\":3,\"outcome\":\"done\",\"started_at\":\"2026-03-01T10:00:00.000Z\","
            + "\"seconds\":{\"to_llm\":0.004,\"llm\":1.250,\"tools\":0.000,\"speaking\":3.000,"
            + "\"total\":4.300},\"rounds\":2,\"tool_calls\":1,\"llm_provider\":\"openai\","
            + "\"llm_model\":\"gpt-4o\",\"tokens\":{\"input\":900,\"output\":20,"
            + "\"cached_input\":512},\"estimated_cost\":0.0021}",
        new EventData.TurnEnded(
            new TurnReport(
                3,
                TurnOutcome.DONE,
                NOW,
                new TurnTimes(
                    Duration.ofMillis(4),
                    Duration.ofMillis(1_250),
                    Duration.ZERO,
                    Duration.ofSeconds(3),
                    Duration.ofMillis(4_300)),
                2,
                1,
                LlmProvider.OPENAI,
                "gpt-4o",
                new TokenUsage(900, 20, 512),
                Optional.of(new BigDecimal("0.0021")))));
    assertData(
        "analysis",
        "{\"last_updated\":\"2026-03-01T10:00:00.000Z\",\"word_count\":42,\"complete\":true}",
        new EventData.AnalysisChanged(NOW, 42, true));
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
