package ai.joinly.demo.llm;

import ai.joinly.demo.llm.MeetingPoints.Kind;
import ai.joinly.demo.llm.MeetingPoints.Point;
import ai.joinly.demo.llm.Prompt.Line;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answer of the scripted model with the minutes of a meeting. */
final class MinutesAnswer {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MAX_SUMMARY = 900;
  private static final int MAX_KEYWORDS = 8;
  private static final int SHORTEST_KEYWORD = 5;
  private static final int MAX_WORDS_OF_TITLE = 6;

  private static final Pattern SAID = Pattern.compile("\\[(\\d+:\\d\\d)] ([^:\\n]{1,100}): (.*)");
  private static final Pattern TOPIC = Pattern.compile("(\\d+)\\. \\[[^]]*] ([^:\\n]*).*");
  private static final Pattern DAY = Pattern.compile("\\b(\\d{4}-\\d{2}-\\d{2})\\b");
  private static final Pattern SUBJECT =
      Pattern.compile("(?i)\\bwe (?:plan|discuss|prepare|review|talk about) (.+?)[.!]?$");
  private static final Pattern GOOD =
      Pattern.compile("(?i)\\b(good|green|great|helpful|thank|done|works?)\\b");
  private static final Pattern BAD =
      Pattern.compile("(?i)\\b(bad|broken|late|failed|fails|risk|problem|angry)\\b");
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}]+");
  private static final Set<String> DULL =
      Set.of(
          "about",
          "after",
          "again",
          "always",
          "because",
          "before",
          "could",
          "everybody",
          "going",
          "goodbye",
          "hello",
          "leave",
          "meeting",
          "morning",
          "needs",
          "please",
          "should",
          "since",
          "still",
          "thank",
          "their",
          "there",
          "these",
          "thing",
          "think",
          "those",
          "today",
          "tomorrow",
          "until",
          "where",
          "which",
          "while",
          "would",
          "write",
          "yesterday",
          "monday",
          "tuesday",
          "wednesday",
          "thursday",
          "friday",
          "saturday",
          "sunday",
          "evening",
          "helpful",
          "sentence");

  private static final String ASSISTANT = " (assistant)";

  private final String material;
  private final Optional<LocalDate> day;
  private final List<String> marks = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private final List<Point> points;

  private MinutesAnswer(Prompt prompt) {
    this.material = prompt.lastSaid();
    Matcher date = DAY.matcher(prompt.instructions());
    this.day = date.find() ? Optional.of(LocalDate.parse(date.group(1))) : Optional.empty();
    Set<String> agents = new LinkedHashSet<>();
    between("<said>", "</said>")
        .forEach(
            text -> {
              Matcher said = SAID.matcher(text);
              if (said.matches() && said.group(2).endsWith(ASSISTANT)) {
                agents.add(said.group(2).replace(ASSISTANT, "").toLowerCase(Locale.ROOT));
              } else if (said.matches()) {
                marks.add(said.group(1));
                lines.add(new Line(said.group(2), said.group(3)));
              }
            });
    Predicate<String> forTheAgent =
        text -> agents.stream().anyMatch(text.toLowerCase(Locale.ROOT)::contains);
    this.points = MeetingPoints.of(lines, forTheAgent);
  }

  /** Whether this schema is that of minutes. */
  static boolean fits(JsonNode schema) {
    return schema.path("properties").has("new_key_points");
  }

  static ObjectNode of(Prompt prompt) {
    return new MinutesAnswer(prompt).answer();
  }

  private ObjectNode answer() {
    ObjectNode answer = NODES.objectNode();
    answer.put("summary", summary());
    texts(
        answer.putArray("new_key_points"),
        points.stream().filter(point -> point.kind() != Kind.TASK).map(Point::text).toList());
    answer.putArray("drop_key_points");
    ArrayNode items = answer.putArray("action_items");
    points.stream().filter(point -> point.kind() == Kind.TASK).forEach(point -> item(items, point));
    answer.putArray("remove_action_items");
    topic(answer.putArray("topics"));
    answer.put("sentiment", sentiment());
    texts(answer.putArray("keywords"), keywords());
    return answer;
  }

  /** Returns the former summary with its new points. */
  private String summary() {
    StringBuilder text = new StringBuilder(known("summary"));
    for (Point point : points) {
      String sentence =
          switch (point.kind()) {
            case DECISION -> "Decided: " + small(point.text());
            case FACT -> point.text();
            case TASK -> "";
          };
      if (!sentence.isEmpty() && text.length() + sentence.length() < MAX_SUMMARY) {
        text.append(text.isEmpty() ? "" : " ").append(sentence);
      }
    }
    return text.toString();
  }

  private void item(ArrayNode items, Point task) {
    items
        .addObject()
        .put("id", "")
        .put("description", task.text())
        .put("assignee", task.speaker())
        .put("due_date", task.when().map(this::date).orElse(""))
        .put("priority", "medium")
        .put("status", "pending");
  }

  /** Returns the date if it can be determined, otherwise the spoken text. */
  private String date(String when) {
    String name = when.toUpperCase(Locale.ROOT);
    return day.flatMap(
            from ->
                switch (name) {
                  case "TODAY" -> Optional.of(from);
                  case "TOMORROW" -> Optional.of(from.plusDays(1));
                  default ->
                      Arrays.stream(DayOfWeek.values())
                          .filter(weekday -> weekday.name().equals(name))
                          .findFirst()
                          .map(weekday -> from.with(TemporalAdjusters.next(weekday)));
                })
        .map(LocalDate::toString)
        .orElse(when);
  }

  /** Adds one topic, which lasts as long as the meeting. */
  private void topic(ArrayNode topics) {
    if (points.isEmpty()) {
      return;
    }
    Optional<Matcher> last =
        between("topics:", "sentiment:")
            .map(TOPIC::matcher)
            .filter(Matcher::matches)
            .reduce((first, second) -> second);
    String first = points.getFirst().text();
    ObjectNode topic =
        topics
            .addObject()
            .put("number", last.map(known -> Integer.parseInt(known.group(1))).orElse(0))
            .put("topic", last.map(known -> known.group(2).strip()).orElseGet(this::title))
            .put("start", marks.getFirst())
            .put("end", marks.getLast())
            .put("summary", decision().or(() -> last.map(known -> "")).orElse(first));
    texts(
        topic.putArray("participants"),
        lines.stream().map(Line::speaker).distinct().collect(Collectors.toList()));
  }

  private Optional<String> decision() {
    return points.stream()
        .filter(point -> point.kind() == Kind.DECISION)
        .findFirst()
        .map(Point::text);
  }

  private String title() {
    String subject =
        points.stream()
            .map(point -> SUBJECT.matcher(point.text()))
            .filter(Matcher::find)
            .map(matcher -> matcher.group(1))
            .findFirst()
            .orElseGet(() -> points.getFirst().text().replaceAll("[.!?…]+$", ""));
    String title =
        Arrays.stream(subject.split("\\s+", -1))
            .limit(MAX_WORDS_OF_TITLE)
            .collect(Collectors.joining(" "));
    return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
  }

  private String sentiment() {
    boolean good = lines.stream().anyMatch(line -> GOOD.matcher(line.text()).find());
    boolean bad = lines.stream().anyMatch(line -> BAD.matcher(line.text()).find());
    return good && bad ? "mixed" : good ? "positive" : bad ? "negative" : "neutral";
  }

  /** Returns the former keywords, then the most frequent new ones. */
  private List<String> keywords() {
    Set<String> words =
        Arrays.stream(known("keywords").split(", ", -1))
            .filter(word -> !word.isBlank())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Point point : points) {
      for (String word : NO_WORD.split(point.text().toLowerCase(Locale.ROOT), -1)) {
        if (word.length() >= SHORTEST_KEYWORD && !DULL.contains(word)) {
          counts.merge(word, 1, Integer::sum);
        }
      }
    }
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .forEach(words::add);
    return words.stream().limit(MAX_KEYWORDS).toList();
  }

  /** Returns the value of {@code name} in the former minutes. */
  private String known(String name) {
    return between("<minutes>", "</minutes>")
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  private Stream<String> between(String begin, String end) {
    int from = material.indexOf(begin);
    int to = from < 0 ? -1 : material.indexOf(end, from);
    return from < 0 || to < 0
        ? Stream.empty()
        : material.substring(from + begin.length(), to).lines();
  }

  private static String small(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }
}
