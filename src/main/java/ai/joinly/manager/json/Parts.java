package ai.joinly.manager.json;

import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.Metadata;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.usage.TokenUsage;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** JSON parts shared by agents and events. */
final class Parts {
  private static final SerializableString TIMESTAMP = new SerializedString("timestamp");
  private static final SerializableString LEVEL = new SerializedString("level");
  private static final SerializableString MESSAGE = new SerializedString("message");

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

  /** Writes the field with its text, or with null. */
  static void writeOptional(JsonGenerator json, String field, Optional<String> value)
      throws IOException {
    json.writeFieldName(field);
    if (value.isPresent()) {
      json.writeString(value.get());
    } else {
      json.writeNull();
    }
  }

  static void writeMetadata(JsonGenerator json, Metadata metadata) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, String> entry : metadata.entries().entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  static void writeTokens(JsonGenerator json, TokenUsage tokens) throws IOException {
    json.writeStartObject();
    json.writeNumberField("input", tokens.input());
    json.writeNumberField("output", tokens.output());
    json.writeNumberField("cached_input", tokens.cachedInput());
    json.writeEndObject();
  }

  /**
   * Writes a log line. Uses pre-encoded field names, because log lines dominate the time for a list
   * of agents.
   */
  static void writeLogFields(JsonGenerator json, LogEntry entry) throws IOException {
    json.writeFieldName(TIMESTAMP);
    json.writeString(Json.timestamp(entry.timestamp()));
    json.writeFieldName(LEVEL);
    json.writeString(WireName.of(entry.level()));
    json.writeFieldName(MESSAGE);
    json.writeString(entry.message());
  }
}
