package ai.joinly.manager.agent.tools;

import ai.joinly.manager.domain.meeting.HeardShare;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Result of a speech from a joinly server: finished, or interrupted by a participant, with the part
 * that was heard.
 *
 * @param heard empty if the speech was finished, or if the server did not report it
 */
public record SpeechResult(boolean interrupted, Optional<String> heard) {
  private static final Pattern INTERRUPTED =
      Pattern.compile(
          "^(?:Interrupted by detected speech\\.\\s*)?Spoken until now:\\s*\"(.*)\"\\s*$",
          Pattern.DOTALL);

  /** The server's suffix after the last word that was heard. */
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

  /** Returns the outcome of a speech with the status that its text implies. */
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

  /**
   * Returns the message to the model about an interrupted speech: the heard and the unheard part.
   */
  public String resultText(String whole) {
    if (heard.isEmpty()) {
      return "Someone spoke over you. It is not known how much people heard.";
    }
    if (heard.get().isEmpty()) {
      return "Someone was speaking. People heard nothing of this.";
    }
    return "Someone spoke over you. People heard: \""
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
