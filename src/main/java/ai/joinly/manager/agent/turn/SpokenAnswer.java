package ai.joinly.manager.agent.turn;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a joinly server answers to a speech: that it was finished, or what was heard of it before
 * somebody spoke over it.
 */
record SpokenAnswer(boolean interrupted, Optional<String> heard) {
  private static final Pattern INTERRUPTED =
      Pattern.compile(
          "^(?:Interrupted by detected speech\\.\\s*)?Spoken until now:\\s*\"(.*)\"\\s*$",
          Pattern.DOTALL);

  static SpokenAnswer of(String text) {
    Matcher matcher = INTERRUPTED.matcher(text.strip());
    if (matcher.matches()) {
      return new SpokenAnswer(true, Optional.of(matcher.group(1)));
    }
    return new SpokenAnswer(text.startsWith("Interrupted"), Optional.empty());
  }
}
