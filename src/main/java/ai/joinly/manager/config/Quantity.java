package ai.joinly.manager.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Setting types for numbers in a range, with or without a unit. */
final class Quantity {
  private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{1,10}");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})\\s*(ms|s|m|h|)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,10})\\s*(KiB|MiB|GiB|B|)");

  private Quantity() {}

  static SettingType<Integer> number(String range) {
    return ranged("", range, Quantity::parseNumber);
  }

  static SettingType<Duration> duration(String range) {
    return ranged("a duration ", range, Quantity::parseDuration);
  }

  /** Returns the type of a size in bytes. */
  static SettingType<Integer> size(String range) {
    return ranged("a size ", range, Quantity::parseSize);
  }

  private static <T extends Comparable<T>> SettingType<T> ranged(
      String kind, String range, Function<String, Optional<T>> parser) {
    int dots = range.indexOf("..");
    String from = range.substring(0, dots);
    String to = range.substring(dots + 2);
    T least = parser.apply(from).orElseThrow();
    T most = parser.apply(to).orElseThrow();
    return new SettingType<>(
        "%sbetween %s and %s".formatted(kind, from, to),
        false,
        text ->
            parser
                .apply(text)
                .filter(value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0));
  }

  private static Optional<Integer> parseNumber(String text) {
    return NUMBER.matcher(text).matches() ? toInt(Long.parseLong(text)) : Optional.empty();
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

  private static Optional<Integer> parseSize(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    long bytes =
        switch (matcher.group(2)) {
          case "KiB" -> number << 10;
          case "MiB" -> number << 20;
          case "GiB" -> number << 30;
          default -> number;
        };
    return toInt(bytes);
  }

  private static Optional<Integer> toInt(long number) {
    return number > Integer.MAX_VALUE ? Optional.empty() : Optional.of((int) number);
  }
}
