package ai.joinly.demo.llm;

import ai.joinly.demo.llm.MeetingPoints.Kind;
import ai.joinly.demo.llm.MeetingPoints.Point;
import ai.joinly.demo.llm.Prompt.Line;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Texts of the scripted model, composed from the conversation. */
final class Phrases {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_QUOTE = 160;
  private static final int MAX_CHAT = 480;
  private static final int FEWEST_WORDS = 5;
  private static final int MAX_POINTS = 4;
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final Pattern TIME =
      Pattern.compile(
          "(?i)\\b(mon|tues|wednes|thurs|fri|satur|sun)day\\b|\\btomorrow\\b|\\bnext week\\b"
              + "|\\b\\d{1,2}(st|nd|rd|th)?\\b|\\bo'clock\\b|\\bweeks?\\b");
  private static final Pattern CONCERN =
      Pattern.compile("(?i)\\b(still|needs?|missing|not|unless|must|open|problem)\\b");
  private static final Set<String> FILLERS =
      Set.of(
          "about", "agent", "and", "are", "can", "could", "did", "does", "for", "has", "have",
          "how", "know", "our", "please", "said", "should", "tell", "that", "the", "this", "was",
          "what", "when", "where", "which", "who", "why", "will", "with", "would", "you", "your");

  private Phrases() {}

  static String greeting(Prompt prompt, Line line) {
    return "Hello "
        + line.firstName()
        + ". "
        + prompt.agentName().map(name -> "This is " + name + ". ").orElse("")
        + "I am listening; just say my name when you need me.";
  }

  static String goodbye(Line line) {
    return "Goodbye " + line.firstName() + ", and goodbye everyone. Good luck with the release.";
  }

  static String giveWay(String speaker) {
    return "Of course, I will stop there. Go ahead, " + speaker + ".";
  }

  static String wroteToChat(Line line) {
    return "Done, " + line.firstName() + ". The points are in the chat.";
  }

  /** Returns a summary of the participants' statements. */
  static String summary(Prompt prompt) {
    List<Point> points = points(prompt);
    if (points.isEmpty()) {
      return "So far I have heard nothing that could be summed up.";
    }
    List<String> text = new ArrayList<>();
    text.addAll(listed(points, Kind.DECISION, 2, point -> "Decided: " + small(point.text())));
    text.addAll(listed(points, Kind.TASK, 3, Phrases::promise));
    text.addAll(
        listed(
            points,
            Kind.FACT,
            Math.max(1, MAX_POINTS - text.size()),
            point -> point.firstName() + " said: " + point.text()));
    return "Here is what I have so far. " + String.join(" ", text);
  }

  /** Returns a task with its person and due date. */
  private static String promise(Point task) {
    return task.firstName()
        + task.when().map(when -> ", by " + when).orElse("")
        + ": "
        + sentence(small(task.text()));
  }

  private static List<String> listed(
      List<Point> points, Kind kind, int most, Function<Point, String> words) {
    return newest(points.stream().filter(point -> point.kind() == kind).toList(), most).stream()
        .map(words)
        .toList();
  }

  private static List<Point> points(Prompt prompt) {
    return MeetingPoints.of(prompt.heard(), text -> names(prompt, text));
  }

  private static String small(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  static String chatMessage(Prompt prompt) {
    List<Point> points = points(prompt);
    String text =
        points.isEmpty()
            ? "nothing was settled so far"
            : Stream.of(
                    listed(points, Kind.DECISION, 2, point -> "Decided: " + small(point.text())),
                    listed(points, Kind.TASK, 3, Phrases::toDo),
                    listed(points, Kind.FACT, 2, point -> point.firstName() + ": " + point.text()))
                .flatMap(List::stream)
                .collect(Collectors.joining(" | "));
    return cut("Points so far: " + text, MAX_CHAT);
  }

  private static String toDo(Point task) {
    return "To do for "
        + task.firstName()
        + task.when().map(when -> " by " + when).orElse("")
        + ": "
        + sentence(small(task.text()));
  }

  static String longAnswer(Prompt prompt, Line line) {
    String heard =
        concern(prompt)
            .map(last -> "Second, " + last.firstName() + " said: " + sentence(last.text()) + " ")
            .orElse("Second, no one has named an owner yet. ");
    return "Let me go through it step by step, "
        + line.firstName()
        + ". First, we should agree on what has to be in and what can wait, because every late"
        + " change puts the tests at risk. "
        + heard
        + "That needs an owner and a date, otherwise it slips. Third, the way back matters as much"
        + " as the way forward: the rollback should be rehearsed before the release, not after it."
        + " Fourth, someone has to watch the numbers for the first hours, and everybody should"
        + " know whom to call. And finally, our users should hear what changes for them, in plain"
        + " words, a day before it happens.";
  }

  static String inShort(Prompt prompt, Line line) {
    return "Sure, "
        + line.firstName()
        + ". In one sentence: "
        + concern(prompt)
            .map(last -> "what worries me is what " + last.firstName() + " said: " + last.text())
            .map(Phrases::sentence)
            .orElse("agree on the scope, an owner and a way back.");
  }

  /** Returns the latest statement about a missing item, otherwise the latest statement. */
  private static Optional<Line> concern(Prompt prompt) {
    List<Line> statements = statements(prompt);
    return statements.stream()
        .filter(line -> CONCERN.matcher(line.text()).find())
        .reduce((a, b) -> b)
        .or(() -> statements.stream().reduce((a, b) -> b));
  }

  /** Returns the date of an event, as spoken. */
  static String date(Prompt prompt) {
    return statements(prompt).stream()
        .filter(line -> TIME.matcher(line.text()).find())
        .reduce((a, b) -> b)
        .map(line -> line.firstName() + " said: " + MeetingPoints.plain(sentence(line.text())))
        .orElse("Nobody has named a date yet.");
  }

  /** Returns the statement that has most words in common with a question. */
  static String recall(Prompt prompt, Line question) {
    Set<String> asked = words(question.text());
    prompt.agentName().ifPresent(name -> asked.removeAll(words(name)));
    Line best = null;
    long most = 0;
    for (Line line : statements(prompt)) {
      long common = words(line.text()).stream().filter(asked::contains).count();
      if (common > 0 && common >= most) {
        best = line;
        most = common;
      }
    }
    return Optional.ofNullable(best)
        .map(line -> line.firstName() + " said: " + sentence(line.text()))
        .orElse("I have heard nothing about that yet, " + question.firstName() + ".");
  }

  static String participants(Prompt prompt, String result) {
    List<String> names = new ArrayList<>();
    parse(result).forEach(person -> names.add(person.path("name").asText("")));
    names.removeIf(
        name -> name.isBlank() || prompt.agentName().filter(name::equalsIgnoreCase).isPresent());
    names.replaceAll(Prompt::firstName);
    if (names.isEmpty()) {
      return "I see no one else in the meeting.";
    }
    Collections.sort(names);
    String last = names.removeLast();
    return (names.isEmpty() ? last : String.join(", ", names) + " and " + last)
        + (names.isEmpty() ? " is here" : " are here")
        + ", and I am.";
  }

  static String chat(Prompt prompt, String result) {
    List<String> lines = new ArrayList<>();
    for (JsonNode message : parse(result).path("messages")) {
      String sender = message.path("sender").asText("Someone");
      if (!prompt.agentName().filter(sender::equalsIgnoreCase).isPresent()
          && !sender.equalsIgnoreCase("you")) {
        lines.add(Prompt.firstName(sender) + " wrote: " + sentence(message.path("text").asText()));
      }
    }
    return lines.isEmpty() ? "There is nothing from the others in the chat." : lines.getLast();
  }

  /** Whether {@code text} contains the agent's name as one or several words. */
  static boolean names(Prompt prompt, String text) {
    String spoken = " " + plain(text) + " ";
    return prompt.agentName().map(name -> spoken.contains(" " + plain(name) + " ")).orElse(false);
  }

  /** Returns the lines with statements that are not addressed to the agent. */
  private static List<Line> statements(Prompt prompt) {
    return prompt.heard().stream()
        .filter(line -> !line.text().endsWith("?") && !names(prompt, line.text()))
        .filter(line -> plain(line.text()).split(" ", -1).length >= FEWEST_WORDS)
        .toList();
  }

  private static <T> List<T> newest(List<T> lines, int most) {
    return lines.subList(Math.max(0, lines.size() - most), lines.size());
  }

  private static Set<String> words(String text) {
    return Arrays.stream(plain(text).split(" ", -1))
        .filter(word -> word.length() > 2 && !FILLERS.contains(word))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String plain(String text) {
    return NO_WORD.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
  }

  private static String sentence(String text) {
    String cut = cut(text.strip(), MAX_QUOTE);
    return cut.matches("(?s).*[.!?…]") ? cut : cut + ".";
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
