package ai.joinly.manager.agent.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lenient access to JSON values that language models write. */
final class LooseValues {
  private static final Pattern DIGITS = Pattern.compile("\\d{1,6}");
  private static final Pattern BULLET = Pattern.compile("^\\s*(?:[-*•]|\\d{1,3}[.)])\\s+");

  private LooseValues() {}

  /** Returns the value of the first field that exists; a missing node if none does. */
  static JsonNode first(JsonNode node, String... names) {
    for (String name : names) {
      if (node.has(name)) {
        return node.path(name);
      }
    }
    return node.path(names[0]);
  }

  /**
   * Returns the first text in an object, such as {@code {"point": "…"}}; the object itself if it
   * has no text.
   */
  static JsonNode onlyText(JsonNode object) {
    return object.valueStream().filter(JsonNode::isTextual).findFirst().orElse(object);
  }

  /** Returns the value of a number, or the first number in a text. */
  static Optional<Integer> number(JsonNode node) {
    if (node.isNumber() && node.canConvertToInt()) {
      return Optional.of(node.intValue());
    }
    Matcher digits = DIGITS.matcher(node.isTextual() ? node.textValue() : "");
    return digits.find() ? Optional.of(Integer.parseInt(digits.group())) : Optional.empty();
  }

  /** Returns the lines of a text without bullets and empty lines. */
  static List<String> lines(String text) {
    return text.lines()
        .map(line -> BULLET.matcher(line).replaceFirst("").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /** Returns the joined texts; empty if the result has no text. */
  static Optional<String> joined(String between, List<String> texts, int longest) {
    return Optional.of(TextSimilarity.flat(String.join(between, texts), longest))
        .filter(text -> !text.isEmpty());
  }

  /** Returns whether a value is missing, null, an empty list or object, or a blank text. */
  static boolean isNothing(JsonNode given) {
    return given.isMissingNode()
        || given.isNull()
        || (given.isContainerNode() && given.isEmpty())
        || (given.isTextual() && given.textValue().isBlank());
  }
}
