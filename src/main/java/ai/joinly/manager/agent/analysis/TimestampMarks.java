package ai.joinly.manager.agent.analysis;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Timestamps relative to the start of a meeting, in the form used in prompts and answers: {@code
 * 75:10}.
 */
final class TimestampMarks {
  private static final Pattern MARK = Pattern.compile("(\\d{1,6}):([0-5]\\d)(?::([0-5]\\d))?");

  private TimestampMarks() {}

  /** Returns the minutes and seconds since {@code start}. */
  static String write(Instant start, Instant moment) {
    Duration since = Duration.between(start, moment);
    Duration shown = since.isNegative() ? Duration.ZERO : since;
    return String.format(Locale.ROOT, "%02d:%02d", shown.toMinutes(), shown.toSecondsPart());
  }

  /** Reads a timestamp in the form minutes:seconds, hours:minutes:seconds, or ISO 8601. */
  static Optional<Instant> read(Instant start, String text) {
    try {
      return Optional.of(Instant.parse(text.strip()));
    } catch (DateTimeException e) {
      // Not an ISO time: a relative mark, as the prompt requests.
    }
    Matcher mark = MARK.matcher(text);
    if (!mark.find()) {
      return Optional.empty();
    }
    long first = Long.parseLong(mark.group(1));
    long second = Long.parseLong(mark.group(2));
    return Optional.of(
        start.plusSeconds(
            mark.group(3) == null
                ? first * 60 + second
                : first * 3_600 + second * 60 + Long.parseLong(mark.group(3))));
  }
}
