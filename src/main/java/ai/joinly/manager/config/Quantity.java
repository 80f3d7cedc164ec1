package ai.joinly.manager.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Settings that are a number with a unit: durations and sizes. */
final class Quantity {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})\\s*(ms|s|m|h|)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,10})\\s*(KiB|MiB|GiB|B|)");

  private Quantity() {}

  static SettingType<Duration> duration(String from, String to) {
    Duration least = parseDuration(from).orElseThrow();
    Duration most = parseDuration(to).orElseThrow();
    return new SettingType<>(
        "a duration from %s to %s (ms, s, m, h; a plain number means seconds)".formatted(from, to),
        false,
        text -> parseDuration(text).filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0));
  }

  /** A size in bytes. */
  static SettingType<Integer> size(String from, String to) {
    long least = parseSize(from).orElseThrow();
    long most = parseSize(to).orElseThrow();
    return new SettingType<>(
        "a size from %s to %s (B, KiB, MiB, GiB; a plain number means bytes)".formatted(from, to),
        false,
        text ->
            parseSize(text).filter(size -> size >= least && size <= most).map(Math::toIntExact));
  }

  private static Optional<Duration> parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofSeconds(number);
        });
  }

  private static Optional<Long> parseSize(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "KiB" -> number << 10;
          case "MiB" -> number << 20;
          case "GiB" -> number << 30;
          default -> number;
        });
  }
}
