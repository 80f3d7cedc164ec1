package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.agent.analysis.Answer.Item;
import ai.joinly.manager.agent.analysis.Answer.Passage;
import ai.joinly.manager.domain.analysis.ActionItem;
import ai.joinly.manager.domain.analysis.Findings;
import ai.joinly.manager.domain.analysis.Topic;
import ai.joinly.manager.llm.reading.Thinking;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Lenient reader of a language model's answer. Values of the wrong type are converted if possible,
 * otherwise ignored and noted. For one answer and one thread.
 */
final class AnswerReader {
  /** Texts that models write for "no value". */
  private static final Set<String> NOTHING =
      Set.of(
          "",
          "none",
          "null",
          "n/a",
          "na",
          "nobody",
          "no one",
          "unassigned",
          "unknown",
          "tbd",
          "-",
          "not specified",
          "unspecified",
          "open",
          "nil");

  private static final List<String> SENTIMENTS =
      List.of("mixed", "neutral", "negative", "positive");

  /** Maximum number of entries read from a list. */
  private static final int MAX_ENTRIES = 200;

  private final ObjectNode object;
  private final Set<String> notes = new LinkedHashSet<>();
  private boolean whole = true;

  private AnswerReader(ObjectNode object) {
    this.object = object;
  }

  /** Returns the answer in {@code text}; empty if no part of it is usable. */
  static Optional<Answer> read(String text) {
    return AnswerJson.find(text).flatMap(object -> new AnswerReader(object).answer());
  }

  private Optional<Answer> answer() {
    Optional<String> summary = summary();
    List<String> points = points();
    List<Item> items = items();
    List<Passage> topics = topics();
    Optional<String> sentiment = sentiment();
    List<String> keywords = texts("keywords", Findings.MAX_KEYWORD);
    Set<Integer> dropped = numbers("drop_key_points");
    Set<String> removed = new HashSet<>(texts("remove_action_items", 60));
    boolean nothingRead =
        summary.isEmpty()
            && points.isEmpty()
            && items.isEmpty()
            && topics.isEmpty()
            && sentiment.isEmpty()
            && keywords.isEmpty()
            && dropped.isEmpty()
            && removed.isEmpty();
    Answer answer =
        new Answer(
            summary,
            points,
            dropped,
            items,
            removed,
            topics,
            sentiment,
            keywords,
            List.copyOf(notes),
            whole);
    return nothingRead && !notes.isEmpty() ? Optional.empty() : Optional.of(answer);
  }

  private List<String> points() {
    List<String> points = new ArrayList<>();
    for (String field : List.of("new_key_points", "key_points")) {
      List<String> given = texts(field, Findings.MAX_KEY_POINT);
      checkLoss(object.path(field), given);
      points.addAll(given);
    }
    return points;
  }

  /**
   * Records the loss of a list. Answers contain only the changes of these lists, so a lost list is
   * not repeated; the summary, in contrast, is repeated in full.
   */
  private void checkLoss(JsonNode given, List<?> read) {
    if (read.isEmpty() && !LooseValues.isNothing(given)) {
      whole = false;
    }
  }

  private Optional<String> summary() {
    JsonNode node = object.path("summary");
    return node.isArray()
        ? LooseValues.joined(" ", texts("summary", Findings.MAX_SUMMARY), Findings.MAX_SUMMARY)
        : text(node, "summary", Findings.MAX_SUMMARY);
  }

  private Optional<String> sentiment() {
    Optional<String> given = text(object.path("sentiment"), "sentiment", 200);
    Optional<String> known =
        given
            .map(text -> text.toLowerCase(Locale.ROOT))
            .flatMap(text -> SENTIMENTS.stream().filter(text::contains).findFirst());
    if (given.isPresent() && known.isEmpty()) {
      notes.add("sentiment (unknown value)");
    }
    return known;
  }

  private List<Item> items() {
    List<Item> items = new ArrayList<>();
    for (Entry entry : entries("action_items")) {
      JsonNode node = entry.node();
      Optional<String> description =
          node.isObject()
              ? text(
                  LooseValues.first(node, "description", "task", "text", "action", "title"),
                  "action_items",
                  ActionItem.MAX_DESCRIPTION)
              : text(node, "action_items", ActionItem.MAX_DESCRIPTION);
      if (description.isEmpty()) {
        notes.add("an action item (no description)");
        continue;
      }
      items.add(
          new Item(
              text(LooseValues.first(node, "id"), "id", 60).orElse(entry.key()),
              description.get(),
              something(LooseValues.first(node, "assignee", "owner"), ActionItem.MAX_ASSIGNEE),
              something(
                  LooseValues.first(node, "due_date", "due", "deadline"), ActionItem.MAX_DUE_DATE),
              text(node.path("priority"), "priority", 40).flatMap(Synonyms::priority),
              text(node.path("status"), "status", 40).flatMap(Synonyms::status)));
    }
    checkLoss(object.path("action_items"), items);
    return items;
  }

  private List<Passage> topics() {
    List<Passage> topics = new ArrayList<>();
    for (Entry entry : entries("topics")) {
      JsonNode node = entry.node();
      Optional<String> title =
          node.isObject()
              ? text(LooseValues.first(node, "topic", "title", "name"), "topics", Topic.MAX_TITLE)
              : text(node, "topics", Topic.MAX_TITLE);
      if (title.isEmpty()) {
        notes.add("a topic (no title)");
        continue;
      }
      topics.add(
          new Passage(
              LooseValues.number(LooseValues.first(node, "number", "id")).orElse(0),
              title.get(),
              text(LooseValues.first(node, "start", "start_time"), "start", 60).orElse(""),
              text(LooseValues.first(node, "end", "end_time"), "end", 60).orElse(""),
              text(node.path("summary"), "summary", Topic.MAX_SUMMARY).orElse(""),
              texts(node.path("participants"), "participants", 100)));
    }
    checkLoss(object.path("topics"), topics);
    return topics;
  }

  /**
   * Entry of a list.
   *
   * @param key field name if the list is a JSON object; otherwise empty
   */
  private record Entry(String key, JsonNode node) {}

  private List<Entry> entries(String field) {
    JsonNode list = object.path(field);
    List<Entry> entries = new ArrayList<>();
    if (list.isArray()) {
      list.forEach(node -> entries.add(new Entry("", node)));
    } else if (list.isObject() && list.valueStream().allMatch(JsonNode::isObject)) {
      list.properties().forEach(e -> entries.add(new Entry(e.getKey(), e.getValue())));
    } else if (list.isObject()) {
      entries.add(new Entry("", list));
    } else if (list.isTextual()) {
      LooseValues.lines(list.textValue())
          .forEach(line -> entries.add(new Entry("", object.textNode(line))));
    } else if (!list.isMissingNode() && !list.isNull()) {
      notes.add(field + " (not a list)");
    }
    return entries.size() <= MAX_ENTRIES ? entries : entries.subList(0, MAX_ENTRIES);
  }

  private List<String> texts(String field, int longest) {
    return texts(object.path(field), field, longest);
  }

  private List<String> texts(JsonNode list, String field, int longest) {
    List<String> texts = new ArrayList<>();
    if (list.isTextual()) {
      LooseValues.lines(list.textValue())
          .forEach(line -> texts.add(TextSimilarity.flat(line, longest)));
    } else if (list.isArray()) {
      for (JsonNode node : list) {
        if (texts.size() < MAX_ENTRIES) {
          text(node.isObject() ? LooseValues.onlyText(node) : node, field, longest)
              .ifPresent(texts::add);
        }
      }
    } else if (!list.isMissingNode() && !list.isNull()) {
      notes.add(field + " (not a list)");
    }
    texts.removeIf(String::isEmpty);
    return texts;
  }

  private Optional<String> text(JsonNode node, String field, int longest) {
    if (node.isTextual() || node.isNumber() || node.isBoolean()) {
      String text = node.asText();
      String said = text.contains("</") ? Thinking.strip(text) : text;
      return Optional.of(TextSimilarity.flat(said, longest)).filter(words -> !words.isEmpty());
    }
    if (!node.isMissingNode() && !node.isNull()) {
      notes.add(field + " (not a text)");
    }
    return Optional.empty();
  }

  private Optional<String> something(JsonNode node, int longest) {
    if (node.isArray()) {
      return Optional.of(
              TextSimilarity.flat(String.join(", ", texts(node, "assignee", longest)), longest))
          .filter(text -> !text.isEmpty());
    }
    return text(node, "assignee or due_date", longest)
        .filter(text -> !NOTHING.contains(text.toLowerCase(Locale.ROOT)));
  }

  private Set<Integer> numbers(String field) {
    Set<Integer> numbers = new HashSet<>();
    JsonNode list = object.path(field);
    if (list.isArray()) {
      list.forEach(node -> LooseValues.number(node).ifPresent(numbers::add));
    } else {
      LooseValues.number(list).ifPresent(numbers::add);
    }
    return numbers;
  }
}
