package ai.joinly.manager.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Spelling of enum constants in JSON: in lower case. */
public final class WireName {
  private WireName() {}

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the constant of {@code type} whose spelling is exactly {@code name}. */
  public static <E extends Enum<E>> Optional<E> parse(Class<E> type, String name) {
    return Arrays.stream(type.getEnumConstants()).filter(c -> of(c).equals(name)).findFirst();
  }

  /** Returns all spellings of {@code type}, for error messages. */
  public static <E extends Enum<E>> String allowed(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(WireName::of)
        .collect(Collectors.joining(", "));
  }
}
