package ai.joinly.manager.bench.oddities;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows one question through the manager's events until it is settled. For one thread. */
final class Watch {
  /** After this a question that nothing came of is a silence. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  /** So long an answer, or a warning, may come after the turn's end. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final Pattern NUMBER = Pattern.compile("question (\\d+)");
  private static final int MAX_STORY = 600;

  private final Question question;
  private final StringBuilder story = new StringBuilder();
  private long deadline;
  private boolean failed;
  private boolean warned;
  private boolean done;

  Watch(Question question) {
    this.question = question;
    this.deadline = question.askedAt() + LIMIT.toNanos();
  }

  Question question() {
    return question;
  }

  /** What was seen. */
  String story() {
    return story.toString();
  }

  /** What came of it, as far as the events until now show. */
  Optional<Outcome> take(JsonNode event) {
    JsonNode data = event.path("data");
    String type = event.path("type").asText();
    if (isOwnWords(event)) {
      return answers(data.path("text").asText()) ? Optional.of(Outcome.ANSWERED) : Optional.empty();
    }
    if (type.equals("log") && data.path("level").asText().matches("warn|warning|error")) {
      note("[" + data.path("level").asText() + ": " + data.path("message").asText() + "]");
      warned = true;
    } else if (type.equals("turn")) {
      note("turn " + data.path("outcome").asText());
      ended(data.path("outcome").asText());
    }
    if (failed && warned) {
      return Optional.of(Outcome.WARNED);
    }
    return done && !question.addressed() ? Optional.of(Outcome.ON_PURPOSE) : Optional.empty();
  }

  /** Whether nothing more is to be expected. */
  boolean isOver() {
    return System.nanoTime() > deadline;
  }

  /** Whether an event has what the agent said or wrote. */
  static boolean isOwnWords(JsonNode event) {
    JsonNode data = event.path("data");
    return switch (event.path("type").asText()) {
      case "segment" -> data.path("role").asText().equals("assistant");
      case "chat" -> data.path("is_agent").asBoolean();
      default -> false;
    };
  }

  /** Words about another question are late. */
  private boolean answers(String words) {
    Matcher number = NUMBER.matcher(words);
    return !number.find() || Integer.parseInt(number.group(1)) == question.number();
  }

  private void ended(String outcome) {
    switch (outcome) {
      case "aborted", "interrupted" -> {
        return; // another turn goes on
      }
      case "done", "leave", "silent" -> done = true;
      default -> failed = true;
    }
    deadline = Math.min(deadline, System.nanoTime() + GRACE.toNanos());
  }

  private void note(String what) {
    if (story.length() < MAX_STORY) {
      story.append(what).append(' ');
    }
  }
}
