package ai.joinly.manager.json;

import ai.joinly.manager.domain.Cut;
import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Warnings and errors about unknown fields of a request, without their values. */
final class UnknownFields {
  private static final int TYPO = 2;
  private static final int MAX_NAMED = 10;
  private static final int MAX_NAME = 60;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private UnknownFields() {}

  /**
   * Returns a warning for each of the first ten unknown fields, and one for the rest.
   *
   * @param known the fields that exist
   */
  static List<String> warnings(List<String> unknown, Collection<String> known) {
    List<String> warnings = new ArrayList<>();
    unknown.stream().limit(MAX_NAMED).map(name -> warning(name, known)).forEach(warnings::add);
    if (unknown.size() > MAX_NAMED) {
      warnings.add(
          "%s more fields do not exist and have no effect; remove them"
              .formatted(unknown.size() - MAX_NAMED));
    }
    return warnings;
  }

  /**
   * Returns an error for each of the first ten unknown fields, for a request whose required fields
   * are missing.
   *
   * @param known the fields that exist
   */
  static List<FieldError> errors(List<String> unknown, Collection<String> known) {
    return unknown.stream()
        .limit(MAX_NAMED)
        .map(
            name ->
                new FieldError(
                    shown(name),
                    "does not exist"
                        + nearest(name, known).map(" (did you mean %s?)"::formatted).orElse("")))
        .toList();
  }

  private static String warning(String name, Collection<String> known) {
    return "The field '%s' does not exist and has no effect; %s"
        .formatted(
            shown(name),
            nearest(name, known).map("did you mean '%s'?"::formatted).orElse("remove it"));
  }

  /**
   * Returns the nearest name, also if the name lacks a word: {@code model} for {@code llm_model}.
   */
  private static Optional<String> nearest(String name, Collection<String> known) {
    String lower = name.toLowerCase(Locale.ROOT);
    return NearestName.of(name, known, TYPO)
        .or(() -> known.stream().filter(field -> field.endsWith("_" + lower)).findFirst())
        .or(() -> known.stream().filter(field -> field.startsWith(lower + "_")).findFirst());
  }

  private static String shown(String name) {
    return Cut.to(MAX_NAME, CONTROL.matcher(name).replaceAll("?"));
  }
}
