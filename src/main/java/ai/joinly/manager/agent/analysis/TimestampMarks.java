package ai.joinly.manager.agent.analysis;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Moments of a meeting as a language model reads and writes them: {@code 75:10}. */
final class TimestampMarks {
  private static final Pattern MARK = Pattern.compile("(\\d{1,6}):([0-5]\\d)(?::([0-5]\\d))?");

  private TimestampMarks() {}

  /** Minutes and seconds since {@code start}. */
  static String write(Instant start, Instant moment) {
    Duration since = Duration.between(start, moment);
    Duration shown = since.isNegative() ? Duration.ZERO : since;
    return String.format(Locale.ROOT, "%02d:%02d", shown.toMinutes(), shown.toSecondsPart());
  }

  /** The moment that {@code text} marks: minutes and seconds, hours before them, or a full time. */
  static Optional<Instant> read(Instant start, String text) {
    try {
      return Optional.of(Instant.parse(text.strip()));
    } catch (DateTimeException e) {
      // A mark, as it was asked for.
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
