package ai.joinly.manager.agent.participation;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Comparison of the time shown next to a chat message, such as {@code 3:40 AM}. Its format is
 * unknown, and it is in the time zone of the meeting server's browser, so only the minute of the
 * hour can be compared.
 */
final class ShownMinute {
  private static final long HOUR = 60;
  private static final Pattern CLOCK = Pattern.compile("\\d{1,2}[:.](\\d{2})(?!\\d)");

  private ShownMinute() {}

  /**
   * Returns whether a message was written between two instants; false if its time does not show
   * this.
   */
  static boolean isWithin(Optional<String> shownAt, Instant from, Instant to) {
    Optional<Long> minute =
        shownAt
            .map(CLOCK::matcher)
            .filter(Matcher::find)
            .map(clock -> Long.parseLong(clock.group(1)));
    long first = minutes(from);
    long last = minutes(to);
    return minute.isPresent()
        && last - first < HOUR
        && Math.floorMod(minute.get() - first, HOUR) <= last - first;
  }

  private static long minutes(Instant moment) {
    return Math.floorDiv(moment.getEpochSecond(), 60L);
  }
}
