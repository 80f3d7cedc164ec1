package ai.joinly.manager.json;

import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventData.AgentDeleted;
import ai.joinly.manager.event.EventData.LogWritten;
import ai.joinly.manager.event.EventData.MeetingChanged;
import ai.joinly.manager.event.EventData.SegmentHeard;
import ai.joinly.manager.event.EventData.StatusChanged;
import ai.joinly.manager.event.EventData.UtteranceHeard;
import ai.joinly.manager.model.Segment;
import ai.joinly.manager.model.WireName;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Events as the WebSocket API sends them. */
public final class EventJson {
  private EventJson() {}

  /** {@code {"type", "seq", "agent_id", "data", "timestamp"}}. Thread-safe. */
  public static String encode(Event event) {
    return Json.text(
        json -> {
          json.writeStartObject();
          json.writeStringField("type", WireName.of(event.data().type()));
          json.writeNumberField("seq", event.seq());
          json.writeStringField("agent_id", event.agentId().value());
          json.writeObjectFieldStart("data");
          writeData(json, event.data());
          json.writeEndObject();
          json.writeStringField("timestamp", Json.timestamp(event.timestamp()));
          json.writeEndObject();
        });
  }

  private static void writeData(JsonGenerator json, EventData data) throws IOException {
    switch (data) {
      case StatusChanged changed -> {
        json.writeStringField("status", WireName.of(changed.status()));
        if (changed.errorMessage().isPresent()) {
          json.writeStringField("error_message", changed.errorMessage().get());
        }
      }
      case UtteranceHeard heard -> writeUtterance(json, heard.segments());
      case SegmentHeard heard -> {
        Parts.writeSegmentFields(json, heard.segment());
        json.writeStringField("spoken_at", Json.timestamp(heard.spokenAt()));
      }
      case LogWritten written -> Parts.writeLogFields(json, written.entry());
      case MeetingChanged changed ->
          json.writeStringField("meeting_status", WireName.of(changed.meetingStatus()));
      case AgentDeleted deleted -> {}
    }
  }

  private static void writeUtterance(JsonGenerator json, List<Segment> segments)
      throws IOException {
    json.writeArrayFieldStart("segments");
    for (Segment segment : segments) {
      Parts.writeSegment(json, segment);
    }
    json.writeEndArray();
    json.writeStringField(
        "text", segments.stream().map(Segment::text).collect(Collectors.joining(" ")));
    Optional<String> speaker =
        segments.isEmpty() ? Optional.empty() : segments.getFirst().speaker();
    Parts.writeOptional(json, "speaker", speaker);
  }
}
