package ai.joinly.manager.agent.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds values where language models put them. */
final class LooseValues {
  private static final Pattern DIGITS = Pattern.compile("\\d{1,6}");
  private static final Pattern BULLET = Pattern.compile("^\\s*(?:[-*•]|\\d{1,3}[.)])\\s+");

  private LooseValues() {}

  /** The first of the fields that there is. */
  static JsonNode first(JsonNode node, String... names) {
    for (String name : names) {
      if (node.has(name)) {
        return node.path(name);
      }
    }
    return node.path(names[0]);
  }

  /** The first text in an object, as {@code {"point": "…"}}. */
  static JsonNode onlyText(JsonNode object) {
    return object.valueStream().filter(JsonNode::isTextual).findFirst().orElse(object);
  }

  /** A number, or the first in a text. */
  static Optional<Integer> number(JsonNode node) {
    if (node.isNumber() && node.canConvertToInt()) {
      return Optional.of(node.intValue());
    }
    Matcher digits = DIGITS.matcher(node.isTextual() ? node.textValue() : "");
    return digits.find() ? Optional.of(Integer.parseInt(digits.group())) : Optional.empty();
  }

  /** The lines of a text that was meant to be a list, without bullets. */
  static List<String> lines(String text) {
    return text.lines()
        .map(line -> BULLET.matcher(line).replaceFirst("").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /** Texts as one, if that says anything. */
  static Optional<String> joined(String between, List<String> texts, int longest) {
    return Optional.of(TextSimilarity.flat(String.join(between, texts), longest))
        .filter(text -> !text.isEmpty());
  }

  /** Whether nothing was given, in one of the ways to say so. */
  static boolean isNothing(JsonNode given) {
    return given.isMissingNode()
        || given.isNull()
        || (given.isContainerNode() && given.isEmpty())
        || (given.isTextual() && given.textValue().isBlank());
  }
}
