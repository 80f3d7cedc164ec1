package ai.joinly.manager.agent.tools;

import ai.joinly.manager.domain.meeting.HeardShare;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a joinly server answers to a speech: that it was finished, or what was heard of it before
 * somebody spoke over it.
 *
 * @param heard empty when it was finished, or when the server did not say
 */
public record SpeechResult(boolean interrupted, Optional<String> heard) {
  private static final Pattern INTERRUPTED =
      Pattern.compile(
          "^(?:Interrupted by detected speech\\.\\s*)?Spoken until now:\\s*\"(.*)\"\\s*$",
          Pattern.DOTALL);

  /** What the server puts behind the last word that was heard. */
  private static final Pattern DOTS = Pattern.compile("(\\.\\.\\.|…)\\s*$");

  private static final Pattern SPACE = Pattern.compile("\\s+");

  public static SpeechResult of(String text) {
    Matcher matcher = INTERRUPTED.matcher(text.strip());
    if (matcher.matches()) {
      return new SpeechResult(
          true, Optional.of(DOTS.matcher(matcher.group(1)).replaceFirst("").strip()));
    }
    return new SpeechResult(text.startsWith("Interrupted"), Optional.empty());
  }

  /** Returns the outcome of a speech with the status that its text stands for. */
  static ToolOutcome typed(ToolOutcome outcome) {
    return outcome.status() == Status.DONE && of(outcome.text()).interrupted()
        ? new ToolOutcome(outcome.text(), Status.INTERRUPTED, outcome.images())
        : outcome;
  }

  HeardShare share() {
    if (!interrupted) {
      return HeardShare.ALL;
    }
    return heard.filter(String::isBlank).isPresent() ? HeardShare.NONE : HeardShare.PART;
  }

  /** What a model must know of a speech that was cut off: what people heard of it and what not. */
  public String told(String whole) {
    if (heard.isEmpty()) {
      return "Somebody spoke over you. It is not known how much people heard.";
    }
    if (heard.get().isEmpty()) {
      return "Somebody was speaking. People heard nothing of this.";
    }
    return "Somebody spoke over you. People heard: \""
        + heard.get()
        + "\""
        + unheard(whole).map(rest -> " They did not hear: \"" + rest + "\"").orElse("");
  }

  private Optional<String> unheard(String whole) {
    String all = SPACE.matcher(whole.strip()).replaceAll(" ");
    String beginning = SPACE.matcher(heard.orElse("")).replaceAll(" ");
    return all.startsWith(beginning)
        ? Optional.of(all.substring(beginning.length()).strip()).filter(rest -> !rest.isEmpty())
        : Optional.empty();
  }
}
