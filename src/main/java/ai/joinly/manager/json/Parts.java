package ai.joinly.manager.json;

import ai.joinly.manager.model.LogEntry;
import ai.joinly.manager.model.Segment;
import ai.joinly.manager.model.TokenUsage;
import ai.joinly.manager.model.WireName;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;

/** What agents and events have in common. */
final class Parts {
  private Parts() {}

  static void writeSegment(JsonGenerator json, Segment segment) throws IOException {
    json.writeStartObject();
    writeSegmentFields(json, segment);
    json.writeEndObject();
  }

  static void writeSegmentFields(JsonGenerator json, Segment segment) throws IOException {
    json.writeStringField("text", segment.text());
    json.writeNumberField("start", segment.start());
    json.writeNumberField("end", segment.end());
    writeOptional(json, "speaker", segment.speaker());
    json.writeStringField("role", WireName.of(segment.role()));
  }

  /** The field with its text, or with null. */
  static void writeOptional(JsonGenerator json, String field, Optional<String> value)
      throws IOException {
    json.writeFieldName(field);
    if (value.isPresent()) {
      json.writeString(value.get());
    } else {
      json.writeNull();
    }
  }

  static void writeTokens(JsonGenerator json, TokenUsage tokens) throws IOException {
    json.writeStartObject();
    json.writeNumberField("input", tokens.input());
    json.writeNumberField("output", tokens.output());
    json.writeNumberField("cached_input", tokens.cachedInput());
    json.writeEndObject();
  }

  static void writeLogFields(JsonGenerator json, LogEntry entry) throws IOException {
    json.writeStringField("timestamp", Json.timestamp(entry.timestamp()));
    json.writeStringField("level", WireName.of(entry.level()));
    json.writeStringField("message", entry.message());
  }
}
