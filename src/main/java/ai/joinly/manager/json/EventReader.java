package ai.joinly.manager.json;

import ai.joinly.manager.domain.WireName;
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
import ai.joinly.manager.event.EventType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decoder of events that {@link EventJson} has encoded. Thread-safe. */
public final class EventReader {
  private EventReader() {}

  /**
   * Returns the event in {@code json}.
   *
   * @throws IllegalArgumentException if it is not an event; the message contains none of the text
   */
  public static Event read(String json) {
    try {
      JsonNode node = Json.mapper().readTree(json);
      Instant timestamp = instant(node, "timestamp");
      return new Event(
          new AgentId(node.path("agent_id").asText()),
          node.path("seq").asLong(),
          timestamp,
          data(named(EventType.class, node, "type"), node.path("data"), timestamp));
    } catch (JsonProcessingException e) {
      throw unreadable();
    }
  }

  private static EventData data(EventType type, JsonNode data, Instant timestamp) {
    return switch (type) {
      case STATUS ->
          new EventData.StatusChanged(
              named(AgentStatus.class, data, "status"),
              text(data, "error_message"),
              metadata(data.path("metadata")));
      case UTTERANCE -> new EventData.UtteranceHeard(segments(data.path("segments")));
      case SEGMENT ->
          new EventData.SegmentHeard(
              segment(data), data.has("spoken_at") ? instant(data, "spoken_at") : timestamp);
      case LOG ->
          new EventData.LogWritten(
              new LogEntry(
                  instant(data, "timestamp"),
                  named(LogLevel.class, data, "level"),
                  data.path("message").asText()));
      case MEETING ->
          new EventData.MeetingChanged(named(MeetingStatus.class, data, "meeting_status"));
      case CHAT ->
          new EventData.ChatWritten(
              new ChatLine(
                  data.path("text").asText(),
                  text(data, "sender"),
                  text(data, "shown_at"),
                  data.path("is_agent").asBoolean()));
      case TURN -> new EventData.TurnEnded(turn(data));
      case ANALYSIS ->
          new EventData.AnalysisChanged(
              instant(data, "last_updated"),
              data.path("word_count").asLong(),
              data.path("complete").asBoolean());
      case DELETED -> new EventData.AgentDeleted(metadata(data.path("metadata")));
    };
  }

  private static Metadata metadata(JsonNode object) {
    Map<String, String> entries = new LinkedHashMap<>();
    object.properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue().asText()));
    return entries.isEmpty() ? Metadata.NONE : new Metadata(entries);
  }

  private static TurnReport turn(JsonNode data) {
    JsonNode seconds = data.path("seconds");
    JsonNode tokens = data.path("tokens");
    return new TurnReport(
        data.path("turn").asLong(),
        named(TurnOutcome.class, data, "outcome"),
        instant(data, "started_at"),
        new TurnTimes(
            duration(seconds, "to_llm"),
            duration(seconds, "llm"),
            duration(seconds, "tools"),
            duration(seconds, "speaking"),
            duration(seconds, "total")),
        data.path("rounds").asInt(),
        data.path("tool_calls").asInt(),
        named(LlmProvider.class, data, "llm_provider"),
        data.path("llm_model").asText(),
        new TokenUsage(
            tokens.path("input").asLong(),
            tokens.path("output").asLong(),
            tokens.path("cached_input").asLong()),
        data.path("estimated_cost").isNumber()
            ? Optional.of(new BigDecimal(data.path("estimated_cost").asText()))
            : Optional.empty());
  }

  private static Duration duration(JsonNode node, String field) {
    return Duration.ofMillis(Math.round(node.path(field).asDouble() * 1_000));
  }

  private static List<Segment> segments(JsonNode segments) {
    return segments.valueStream().map(EventReader::segment).toList();
  }

  private static Segment segment(JsonNode data) {
    return new Segment(
        data.path("text").asText(),
        seconds(data, "start"),
        seconds(data, "end"),
        text(data, "speaker"),
        named(Role.class, data, "role"));
  }

  /** Returns a time; 0 for invalid times, which earlier versions stored. */
  private static double seconds(JsonNode data, String field) {
    double seconds = data.path(field).asDouble();
    return Segment.isTime(seconds) ? seconds : 0;
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.ofNullable(node.path(field).textValue());
  }

  private static Instant instant(JsonNode node, String field) {
    return Instant.parse(node.path(field).asText());
  }

  private static <E extends Enum<E>> E named(Class<E> type, JsonNode node, String field) {
    return WireName.parse(type, node.path(field).asText()).orElseThrow(EventReader::unreadable);
  }

  private static IllegalArgumentException unreadable() {
    return new IllegalArgumentException("the text is not a valid event");
  }
}
