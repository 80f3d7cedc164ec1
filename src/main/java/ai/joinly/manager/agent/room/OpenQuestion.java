package ai.joinly.manager.agent.room;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A question that the agent has just asked: one word of listeners is an answer to it, once for each
 * person. Times are nanoseconds of one ticker. For one thread.
 */
public final class OpenQuestion {
  private static final Duration OPEN = Duration.ofMinutes(1);
  private static final int MOST_PEOPLE = 1_000;

  /** Of all scripts. */
  private static final String MARKS = "?？؟⁇⁈‽՞᥅꘏";

  private OptionalLong askedAt = OptionalLong.empty();
  private final Set<Optional<String>> answered = new HashSet<>();

  /** Notes what the agent said. */
  public void said(String text, long at) {
    askedAt = isQuestion(text) ? OptionalLong.of(at) : OptionalLong.empty();
    answered.clear();
  }

  /** Takes a short word of somebody as the answer; false when nothing was asked. */
  public boolean takeAnswer(Optional<String> speaker, long at) {
    return askedAt.isPresent()
        && at - askedAt.getAsLong() < OPEN.toNanos()
        && answered.size() < MOST_PEOPLE
        && answered.add(speaker.map(FoldedWords::of));
  }

  /** Whether a text ends with a question mark; what follows it is neither letter nor digit. */
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
