package ai.joinly.manager.json;

import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.model.AgentId;
import ai.joinly.manager.model.AgentStatus;
import ai.joinly.manager.model.LogEntry;
import ai.joinly.manager.model.LogLevel;
import ai.joinly.manager.model.MeetingStatus;
import ai.joinly.manager.model.Role;
import ai.joinly.manager.model.Segment;
import ai.joinly.manager.model.WireName;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads events that {@link EventJson} wrote. Thread-safe. */
public final class EventReader {
  private EventReader() {}

  /**
   * The event that {@code json} tells.
   *
   * @throws IllegalArgumentException when it tells none; the message holds nothing of it
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
              named(AgentStatus.class, data, "status"), text(data, "error_message"));
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
      case DELETED -> new EventData.AgentDeleted();
    };
  }

  private static List<Segment> segments(JsonNode segments) {
    return segments.valueStream().map(EventReader::segment).toList();
  }

  private static Segment segment(JsonNode data) {
    return new Segment(
        data.path("text").asText(),
        data.path("start").asDouble(),
        data.path("end").asDouble(),
        text(data, "speaker"),
        named(Role.class, data, "role"));
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
    return new IllegalArgumentException("this is no event");
  }
}
