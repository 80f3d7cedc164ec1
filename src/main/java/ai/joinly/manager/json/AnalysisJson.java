package ai.joinly.manager.json;

import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.analysis.ActionItem;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.analysis.Findings;
import ai.joinly.manager.domain.analysis.MeetingCounts.Participant;
import ai.joinly.manager.domain.analysis.Topic;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Writer of analyses for the REST API. */
public final class AnalysisJson {
  private static final BigDecimal MINUTE_MILLIS = BigDecimal.valueOf(60_000);
  private static final int DATE_LENGTH = "2026-12-31".length();

  private AnalysisJson() {}

  /**
   * Writes one analysis.
   *
   * @param transcript writes the segments of the transcript, which may be long
   */
  public static void write(
      JsonGenerator json, Agent agent, Analysis analysis, Json.Content transcript)
      throws IOException {
    Findings findings = analysis.findings();
    json.writeStartObject();
    json.writeStringField("meeting_id", agent.id().value());
    json.writeStringField("meeting_url", agent.address().shown());
    json.writeStringField("start_time", Json.timestamp(analysis.startTime()));
    json.writeStringField("last_updated", Json.timestamp(analysis.lastUpdated()));
    json.writeArrayFieldStart("transcript");
    transcript.write(json);
    json.writeEndArray();
    json.writeStringField("summary", findings.summary());
    writeTexts(json, "key_points", findings.keyPoints());
    json.writeArrayFieldStart("action_items");
    for (ActionItem item : findings.actionItems()) {
      json.writeStartObject();
      writeItemFields(json, item);
      Optional<String> date = item.dueDate().flatMap(AnalysisJson::moment);
      Parts.writeOptional(json, "due_date", date);
      Parts.writeOptional(json, "due_text", item.dueDate().filter(text -> date.isEmpty()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("topics");
    for (Topic topic : findings.topics()) {
      json.writeStartObject();
      writeTopicFields(json, topic);
      writeMinutes(json, "duration_minutes", topic.duration());
      writeMinutes(json, "duration", topic.duration());
      json.writeEndObject();
    }
    json.writeEndArray();
    writeTexts(
        json,
        "participants",
        analysis.counts().participants().stream().map(Participant::name).toList());
    writeMinutes(json, "duration_minutes", analysis.counts().duration());
    json.writeNumberField("word_count", analysis.counts().wordCount());
    json.writeStringField("sentiment", findings.sentiment());
    writeTexts(json, "keywords", findings.keywords());
    json.writeBooleanField("complete", analysis.progress().complete());
    json.writeEndObject();
  }

  /** Writes an action item without its due date. */
  static void writeItemFields(JsonGenerator json, ActionItem item) throws IOException {
    json.writeStringField("id", item.id());
    json.writeStringField("description", item.description());
    json.writeStringField("assignee", item.assignee().orElse(""));
    json.writeStringField("priority", WireName.of(item.priority()));
    json.writeStringField("status", WireName.of(item.status()));
    json.writeStringField("created_at", Json.timestamp(item.createdAt()));
  }

  /** Returns a due date in RFC 3339 format; empty if it is not a date. */
  private static Optional<String> moment(String due) {
    try {
      return Optional.of(
          due.length() == DATE_LENGTH
              ? LocalDate.parse(due) + "T00:00:00Z"
              : OffsetDateTime.parse(due).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  static void writeTopicFields(JsonGenerator json, Topic topic) throws IOException {
    json.writeStringField("topic", topic.topic());
    json.writeStringField("start_time", Json.timestamp(topic.startTime()));
    json.writeStringField("end_time", Json.timestamp(topic.endTime()));
    json.writeStringField("summary", topic.summary());
    writeTexts(json, "participants", topic.participants());
  }

  static void writeTexts(JsonGenerator json, String field, List<String> texts) throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /** Writes a duration in minutes, rounded to one decimal. */
  private static void writeMinutes(JsonGenerator json, String field, Duration duration)
      throws IOException {
    json.writeNumberField(
        field,
        BigDecimal.valueOf(duration.toMillis()).divide(MINUTE_MILLIS, 1, RoundingMode.HALF_UP));
  }
}
