package ai.joinly.manager.json;

import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.Metadata;
import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.usage.TurnReport;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventData.AgentDeleted;
import ai.joinly.manager.event.EventData.AnalysisChanged;
import ai.joinly.manager.event.EventData.ChatWritten;
import ai.joinly.manager.event.EventData.LogWritten;
import ai.joinly.manager.event.EventData.MeetingChanged;
import ai.joinly.manager.event.EventData.SegmentHeard;
import ai.joinly.manager.event.EventData.StatusChanged;
import ai.joinly.manager.event.EventData.TurnEnded;
import ai.joinly.manager.event.EventData.UtteranceHeard;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Encoder of events for the WebSocket API. */
public final class EventJson {
  private EventJson() {}

  /** Returns {@code {"type", "seq", "agent_id", "data", "timestamp"}}. Thread-safe. */
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
        writeMetadata(json, changed.metadata());
      }
      case UtteranceHeard heard -> writeUtterance(json, heard.segments());
      case SegmentHeard heard -> {
        Parts.writeSegmentFields(json, heard.segment());
        json.writeStringField("spoken_at", Json.timestamp(heard.spokenAt()));
      }
      case LogWritten written -> Parts.writeLogFields(json, written.entry());
      case MeetingChanged changed ->
          json.writeStringField("meeting_status", WireName.of(changed.meetingStatus()));
      case ChatWritten written -> writeChat(json, written.line());
      case TurnEnded ended -> writeTurn(json, ended.report());
      case AnalysisChanged changed -> {
        json.writeStringField("last_updated", Json.timestamp(changed.lastUpdated()));
        json.writeNumberField("word_count", changed.wordCount());
        json.writeBooleanField("complete", changed.complete());
      }
      case AgentDeleted deleted -> writeMetadata(json, deleted.metadata());
    }
  }

  /** Writes the field unless it is empty, as it is for most agents. */
  private static void writeMetadata(JsonGenerator json, Metadata metadata) throws IOException {
    if (!metadata.isEmpty()) {
      json.writeFieldName("metadata");
      Parts.writeMetadata(json, metadata);
    }
  }

  private static void writeChat(JsonGenerator json, ChatLine line) throws IOException {
    json.writeStringField("text", line.text());
    Parts.writeOptional(json, "sender", line.sender());
    Parts.writeOptional(json, "shown_at", line.shownAt());
    json.writeBooleanField("is_agent", line.own());
  }

  private static void writeTurn(JsonGenerator json, TurnReport report) throws IOException {
    json.writeNumberField("turn", report.number());
    json.writeStringField("outcome", WireName.of(report.outcome()));
    json.writeStringField("started_at", Json.timestamp(report.startedAt()));
    json.writeObjectFieldStart("seconds");
    writeSeconds(json, "to_llm", report.times().toLlm());
    writeSeconds(json, "llm", report.times().llm());
    writeSeconds(json, "tools", report.times().tools());
    writeSeconds(json, "speaking", report.times().speaking());
    writeSeconds(json, "total", report.times().total());
    json.writeEndObject();
    json.writeNumberField("rounds", report.rounds());
    json.writeNumberField("tool_calls", report.toolCalls());
    json.writeStringField("llm_provider", WireName.of(report.provider()));
    json.writeStringField("llm_model", report.model());
    json.writeFieldName("tokens");
    Parts.writeTokens(json, report.tokens());
    if (report.estimatedCost().isPresent()) {
      json.writeNumberField("estimated_cost", report.estimatedCost().get());
    }
  }

  private static void writeSeconds(JsonGenerator json, String field, Duration time)
      throws IOException {
    json.writeNumberField(field, BigDecimal.valueOf(time.toMillis(), 3));
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
