package ai.joinly.demo.llm;

import ai.joinly.demo.llm.Prompt.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Classifies the lines of a meeting as decisions, tasks and facts, by their words. */
final class MeetingPoints {
  /** Kind of a point. */
  enum Kind {
    DECISION,
    TASK,
    FACT
  }

  /**
   * A statement of a participant.
   *
   * @param text a sentence; for a task the work
   * @param when the due date of a task, as spoken
   */
  record Point(Kind kind, String speaker, String text, Optional<String> when) {
    String firstName() {
      return Prompt.firstName(speaker);
    }
  }

  private static final int FEWEST_WORDS = 5;
  private static final int LONGEST = 160;

  private static final Pattern NO_POINT =
      pattern("see you|goodbye|good bye|\\bthank|\\bplease\\b|i have to (run|go|leave)|hold on");
  private static final Pattern GREETING =
      pattern("^(hello|hi|hey|welcome|good (morning|afternoon|evening)|morning)\\b");
  private static final Pattern OPENING =
      pattern("^(good|fine|okay|ok|right|well|great|alright|so|then|and)\\b[, ]*");
  private static final Pattern DECISION =
      pattern("\\bwe(’ll| will|'ll)? (ship|release|go|start|use|take|agree|decide|postpone)\\b");
  private static final Pattern PROMISE = pattern("\\bi(’ll| will|'ll| can)\\b");
  private static final Pattern I_WILL_DO = pattern("^i(?:’ll| will|'ll| can) (.+)$");
  private static final Pattern NEED_THEN_PROMISE =
      pattern("^(.+?),? (?:and )?i(?:’ll| will|'ll| can)\\b.*$");
  private static final Pattern WHEN =
      pattern(
          "\\b(?:on |by |until )?((?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today"
              + "|next week)\\b");

  private MeetingPoints() {}

  /**
   * Returns the points in {@code lines}, oldest first.
   *
   * @param forTheAgent whether a text is addressed to the agent
   */
  static List<Point> of(List<Line> lines, Predicate<String> forTheAgent) {
    List<Point> points = new ArrayList<>();
    for (Line line : lines) {
      // One line may contain several consecutive sentences of a speaker.
      for (String sentence : line.text().strip().split("(?<=[.!?]) ", -1)) {
        if (words(sentence) >= FEWEST_WORDS
            && !sentence.endsWith("?")
            && !NO_POINT.matcher(sentence).find()
            && !GREETING.matcher(sentence).find()
            && !forTheAgent.test(sentence)) {
          points.add(point(line.speaker(), plain(sentence)));
        }
      }
    }
    return points;
  }

  private static Point point(String speaker, String sentence) {
    if (PROMISE.matcher(sentence).find()) {
      Matcher when = WHEN.matcher(sentence);
      return new Point(
          Kind.TASK,
          speaker,
          task(sentence),
          when.find() ? Optional.of(when.group(1)) : Optional.empty());
    }
    Kind kind = DECISION.matcher(sentence).find() ? Kind.DECISION : Kind.FACT;
    return new Point(kind, speaker, ended(sentence), Optional.empty());
  }

  /** Returns "Write the notes" for "I will write the notes tomorrow." */
  private static String task(String sentence) {
    String plain = sentence.replaceAll("[.!]+$", "");
    Matcher own = I_WILL_DO.matcher(plain);
    Matcher need = NEED_THEN_PROMISE.matcher(plain);
    String what = own.matches() ? own.group(1) : need.matches() ? need.group(1) : plain;
    return capital(WHEN.matcher(what).replaceAll("").replaceAll(" {2,}", " ").strip());
  }

  /** Returns a sentence without words such as "well, then" at its beginning. */
  static String plain(String sentence) {
    String rest = sentence.strip();
    for (Matcher opening = OPENING.matcher(rest); opening.find(); opening = OPENING.matcher(rest)) {
      rest = rest.substring(opening.end());
    }
    return capital(rest.isEmpty() ? sentence.strip() : rest);
  }

  private static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String ended(String text) {
    String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    return cut.matches("(?s).*[.!?…]") ? cut : cut + ".";
  }

  private static int words(String text) {
    return text.isBlank() ? 0 : text.strip().split("\\s+", -1).length;
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }
}
