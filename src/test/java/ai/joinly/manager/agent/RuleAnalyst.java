package ai.joinly.manager.agent;

import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.User;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps minutes by rules, from nothing but what a request holds, with the bad habits of language
 * models: now and then it forgets an id, finds new words for a task, tells again what is known,
 * chats around its answer, or breaks off. Thread-safe.
 */
public final class RuleAnalyst implements LlmClient {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern LINE = Pattern.compile("\\[(\\d+:\\d\\d)] ([^:]+): (.*)");
  private static final Pattern TOPIC = Pattern.compile("Let us talk about (?:the )?([^.]+)\\.");
  private static final Pattern DECISION = Pattern.compile("So it is decided: ([^.]+)\\.");
  private static final Pattern TASK =
      Pattern.compile("All right, (\\w+) will ([^.]+?)(?: by ([^.]+))?\\.");
  private static final Pattern DONE = Pattern.compile("this is done: ([^.]+)\\.");
  private static final Pattern KNOWN_ITEM = Pattern.compile("(action_\\d+) \\[(\\w+)[^]]*] (.*)");
  private static final Pattern KNOWN_TOPIC =
      Pattern.compile("(\\d+)\\. \\[\\d+:\\d\\d - \\d+:\\d\\d] ([^:]+)(?::.*)?");
  private static final int TELLING_LENGTH = 7;
  private static final int MAX_KEYWORDS = 12;

  private final AtomicInteger asked = new AtomicInteger();
  private final List<LlmRequest> requests = new CopyOnWriteArrayList<>();
  private final List<String> answers = new CopyOnWriteArrayList<>();

  public List<LlmRequest> requests() {
    return requests;
  }

  List<String> answers() {
    return answers;
  }

  @Override
  public LlmReply complete(LlmRequest request) {
    requests.add(request);
    String material = ((User) request.messages().getLast()).text();
    String answer = habits(asked.incrementAndGet(), answer(material).toPrettyString());
    answers.add(answer);
    return new LlmReply(
        new Assistant(Optional.of(answer), List.of()),
        new TokenUsage(material.length() / 4, answer.length() / 4, 0));
  }

  private static String habits(int number, String answer) {
    if (number % 11 == 0) {
      return answer.substring(0, answer.length() / 2); // broke off
    }
    if (number % 13 == 0) {
      return "Here are the {updated} minutes:\n```json\n" + answer + "\n```\nShall I go on?";
    }
    return answer;
  }

  /** What is known by the request, and what the new lines add. */
  private ObjectNode answer(String material) {
    String known = material.substring(0, material.indexOf("<said>"));
    List<Matcher> lines = matches(LINE, material.substring(material.indexOf("<said>")));
    int number = asked.get() + 1;
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode points = JSON.createArrayNode();
    ArrayNode items = JSON.createArrayNode();
    List<Matcher> knownItems = matches(KNOWN_ITEM, known);
    for (Matcher line : lines) {
      find(DECISION, line.group(3)).ifPresent(m -> points.add(sentence(m.group(1))));
      find(TASK, line.group(3))
          .ifPresent(m -> items.add(item("", m.group(2), m.group(1), m.group(3), "pending")));
      find(DONE, line.group(3)).ifPresent(m -> items.add(done(m.group(1), knownItems, number)));
    }
    if (number % 7 == 0 && !knownItems.isEmpty()) {
      Matcher renamed = knownItems.getLast(); // new words under the same id
      String words = renamed.group(3);
      items.add(
          item(
              renamed.group(1),
              words.endsWith("as agreed") ? words : words + " as agreed",
              "",
              "",
              renamed.group(2)));
    }
    if (number % 4 == 0 && !knownItems.isEmpty()) {
      Matcher again = knownItems.getFirst(); // told again, as if it were new
      items.add(
          item("", again.group(3).toUpperCase(Locale.ROOT) + "!", "none", "", again.group(2)));
    }
    ArrayNode topics = topics(matches(KNOWN_TOPIC, known), lines, number);
    List<String> titles = new ArrayList<>();
    matches(KNOWN_TOPIC, known).forEach(m -> titles.add(m.group(2)));
    topics.forEach(topic -> titles.add(topic.get("topic").asText()));
    answer.put(
        "summary", summary(titles, matches(Pattern.compile("(?m)^\\d+\\. (?!\\[).*"), known)));
    answer.set("new_key_points", points);
    answer.putArray("drop_key_points");
    answer.set("action_items", items);
    answer.putArray("remove_action_items");
    if (number % 17 == 0) {
      answer.put("topics", true);
    } else {
      answer.set("topics", topics);
    }
    answer.put("sentiment", material.contains("failed twice") ? "mixed" : "positive");
    answer.set("keywords", keywords(known, lines));
    return answer;
  }

  private static ObjectNode done(String what, List<Matcher> known, int number) {
    String id =
        known.stream()
            .filter(item -> item.group(3).startsWith(what))
            .map(item -> item.group(1))
            .findFirst()
            .orElse("");
    return item(number % 5 == 0 ? "" : id, what, "", "", "completed");
  }

  private static ObjectNode item(
      String id, String description, String assignee, String due, String status) {
    return JSON.createObjectNode()
        .put("id", id)
        .put("description", description)
        .put("assignee", assignee)
        .put("due_date", due == null ? "" : due)
        .put("priority", due == null || due.isEmpty() ? "medium" : "high")
        .put("status", status);
  }

  private static ArrayNode topics(List<Matcher> known, List<Matcher> lines, int number) {
    ArrayNode topics = JSON.createArrayNode();
    Optional<ObjectNode> current = Optional.empty();
    if (!known.isEmpty() && !lines.isEmpty()) {
      Matcher last = known.getLast();
      current =
          Optional.of(
              topic(
                  topics,
                  number % 6 == 0 ? 0 : Integer.parseInt(last.group(1)),
                  last.group(2),
                  lines.getFirst().group(1)));
    }
    Set<String> people = new LinkedHashSet<>();
    for (Matcher line : lines) {
      Optional<Matcher> next = find(TOPIC, line.group(3));
      if (next.isPresent()) {
        people.clear();
        current = Optional.of(topic(topics, 0, sentence(next.get().group(1)), line.group(1)));
      }
      people.add(line.group(2));
      current.ifPresent(
          topic -> {
            topic.put("end", "[" + line.group(1) + "]");
            ArrayNode names = topic.putArray("participants");
            people.forEach(names::add);
          });
    }
    return topics;
  }

  private static ObjectNode topic(ArrayNode topics, int number, String title, String start) {
    return topics
        .addObject()
        .put("number", number)
        .put("topic", title)
        .put("start", "[" + start + "]")
        .put("end", "[" + start + "]")
        .put("summary", "They weighed up " + title.toLowerCase(Locale.ROOT) + ".");
  }

  private static String summary(List<String> titles, List<Matcher> points) {
    return "The team met for its weekly meeting and talked about "
        + String.join(", ", new LinkedHashSet<>(titles))
        + ". So far "
        + points.size()
        + " decisions are written down.";
  }

  private static ArrayNode keywords(String known, List<Matcher> lines) {
    Set<String> words = new LinkedHashSet<>();
    find(Pattern.compile("keywords: (.+)"), known)
        .ifPresent(m -> words.addAll(List.of(m.group(1).split(", ", -1))));
    for (Matcher line : lines) {
      find(TOPIC, line.group(3))
          .ifPresent(
              m -> {
                for (String word : m.group(1).split(" ", -1)) {
                  if (word.length() >= TELLING_LENGTH) {
                    words.add(word);
                  }
                }
              });
    }
    ArrayNode keywords = JSON.createArrayNode();
    words.stream().filter(w -> !w.isBlank()).limit(MAX_KEYWORDS).forEach(keywords::add);
    return keywords;
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static Optional<Matcher> find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher) : Optional.empty();
  }

  private static List<Matcher> matches(Pattern pattern, String text) {
    return text.lines().map(pattern::matcher).filter(Matcher::find).toList();
  }
}
