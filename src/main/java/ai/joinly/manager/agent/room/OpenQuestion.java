package ai.joinly.manager.agent.room;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Question that the agent has just asked. A single listener word is an answer to it, once per
 * person. Times are nanoseconds of one ticker. For one thread.
 */
public final class OpenQuestion {
  private static final Duration OPEN = Duration.ofMinutes(1);
  private static final int MAX_PEOPLE = 1_000;

  /** Question marks of all scripts. */
  private static final String MARKS = "?？؟⁇⁈‽՞᥅꘏";

  private OptionalLong askedAt = OptionalLong.empty();
  private final Set<Optional<String>> answered = new HashSet<>();

  /** Records speech of the agent. */
  public void said(String text, long at) {
    askedAt = isQuestion(text) ? OptionalLong.of(at) : OptionalLong.empty();
    answered.clear();
  }

  /** Accepts a listener word of a speaker as the answer; returns false if no question is open. */
  public boolean takeAnswer(Optional<String> speaker, long at) {
    return askedAt.isPresent()
        && at - askedAt.getAsLong() < OPEN.toNanos()
        && answered.size() < MAX_PEOPLE
        && answered.add(speaker.map(FoldedWords::of));
  }

  /**
   * Returns whether a text ends with a question mark, optionally followed by characters other than
   * letters and digits.
   */
  static boolean isQuestion(String text) {
    for (int i = text.length() - 1; i >= 0; i--) {
      if (MARKS.indexOf(text.charAt(i)) >= 0) {
        return true;
      }
      if (Character.isLetterOrDigit(text.charAt(i))) {
        return false;
      }
    }
    return false;
  }
}
