package ai.joinly.manager.json;

import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.analysis.ActionItem;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.analysis.AnalysisProgress;
import ai.joinly.manager.domain.analysis.Findings;
import ai.joinly.manager.domain.analysis.ItemStatus;
import ai.joinly.manager.domain.analysis.MeetingCounts;
import ai.joinly.manager.domain.analysis.MeetingCounts.Participant;
import ai.joinly.manager.domain.analysis.MeetingCounts.Sitting;
import ai.joinly.manager.domain.analysis.Priority;
import ai.joinly.manager.domain.analysis.Topic;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Stored form of analyses, with all data that is needed to continue them. */
public final class StoredAnalysisJson {
  private StoredAnalysisJson() {}

  /** Returns the stored form of {@code analysis}. */
  public static String write(Analysis analysis) {
    return Json.text(
        json -> {
          json.writeStartObject();
          moment(json, "start_time", analysis.startTime());
          moment(json, "last_updated", analysis.lastUpdated());
          json.writeObjectFieldStart("counts");
          writeCounts(json, analysis.counts());
          json.writeEndObject();
          json.writeObjectFieldStart("findings");
          writeFindings(json, analysis.findings());
          json.writeEndObject();
          json.writeObjectFieldStart("progress");
          AnalysisProgress progress = analysis.progress();
          json.writeNumberField("through", progress.through());
          json.writeNumberField("words", progress.words());
          json.writeNumberField("last_item", progress.lastItem());
          json.writeNumberField("failures", progress.failures());
          json.writeNumberField("failed_through", progress.failedThrough());
          json.writeBooleanField("complete", progress.complete());
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static void writeCounts(JsonGenerator json, MeetingCounts counts) throws IOException {
    if (counts.startTime().isPresent()) {
      moment(json, "start_time", counts.startTime().get());
    }
    if (counts.sitting().isPresent()) {
      moment(json, "from", counts.sitting().get().from());
      moment(json, "to", counts.sitting().get().to());
    }
    json.writeNumberField("earlier_millis", counts.earlier().toMillis());
    json.writeArrayFieldStart("participants");
    for (Participant participant : counts.participants()) {
      json.writeStartObject();
      json.writeStringField("name", participant.name());
      moment(json, "first_spoke_at", participant.firstSpokeAt());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("words", counts.wordCount());
    json.writeNumberField("through", counts.through());
  }

  private static void writeFindings(JsonGenerator json, Findings findings) throws IOException {
    json.writeStringField("summary", findings.summary());
    AnalysisJson.writeTexts(json, "key_points", findings.keyPoints());
    json.writeArrayFieldStart("action_items");
    for (ActionItem item : findings.actionItems()) {
      json.writeStartObject();
      AnalysisJson.writeItemFields(json, item);
      json.writeStringField("due_date", item.dueDate().orElse(""));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("topics");
    for (Topic topic : findings.topics()) {
      json.writeStartObject();
      AnalysisJson.writeTopicFields(json, topic);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("sentiment", findings.sentiment());
    AnalysisJson.writeTexts(json, "keywords", findings.keywords());
  }

  /** Writes a time with full precision, so that the value read equals the value written. */
  private static void moment(JsonGenerator json, String field, Instant moment) throws IOException {
    json.writeStringField(field, moment.toString());
  }

  /** Reads the output of {@link #write}; returns empty if it cannot be read. */
  public static Optional<Analysis> read(String json) {
    try {
      JsonNode node = Json.mapper().readTree(json);
      return Optional.of(
          new Analysis(
              moment(node, "start_time"),
              moment(node, "last_updated"),
              counts(node.path("counts")),
              findings(node.path("findings")),
              progress(node.path("progress"))));
    } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static MeetingCounts counts(JsonNode node) {
    return new MeetingCounts(
        node.has("start_time") ? Optional.of(moment(node, "start_time")) : Optional.empty(),
        node.has("from")
            ? Optional.of(new Sitting(moment(node, "from"), moment(node, "to")))
            : Optional.empty(),
        Duration.ofMillis(node.path("earlier_millis").asLong()),
        node.path("participants")
            .valueStream()
            .map(p -> new Participant(p.path("name").asText(), moment(p, "first_spoke_at")))
            .toList(),
        node.path("words").asLong(),
        node.path("through").asLong());
  }

  private static Findings findings(JsonNode node) {
    return new Findings(
        node.path("summary").asText(),
        texts(node.path("key_points")),
        node.path("action_items").valueStream().map(StoredAnalysisJson::item).toList(),
        node.path("topics").valueStream().map(StoredAnalysisJson::topic).toList(),
        node.path("sentiment").asText(),
        texts(node.path("keywords")));
  }

  private static ActionItem item(JsonNode node) {
    return new ActionItem(
        node.path("id").asText(),
        node.path("description").asText(),
        Optional.of(node.path("assignee").asText()).filter(text -> !text.isEmpty()),
        Optional.of(node.path("due_date").asText()).filter(text -> !text.isEmpty()),
        WireName.parse(Priority.class, node.path("priority").asText()).orElse(Priority.MEDIUM),
        WireName.parse(ItemStatus.class, node.path("status").asText()).orElse(ItemStatus.PENDING),
        moment(node, "created_at"));
  }

  private static Topic topic(JsonNode node) {
    return new Topic(
        node.path("topic").asText(),
        moment(node, "start_time"),
        moment(node, "end_time"),
        node.path("summary").asText(),
        texts(node.path("participants")));
  }

  private static AnalysisProgress progress(JsonNode node) {
    return new AnalysisProgress(
        node.path("through").asLong(),
        node.path("words").asLong(),
        node.path("last_item").asLong(),
        node.path("failures").asInt(),
        node.path("failed_through").asLong(),
        node.path("complete").asBoolean());
  }

  private static List<String> texts(JsonNode node) {
    return node.valueStream().map(JsonNode::asText).toList();
  }

  private static Instant moment(JsonNode node, String field) {
    return Instant.parse(node.path(field).asText());
  }
}
