package ai.joinly.manager.llm.reading;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Lenient access to values that a server may send in another type than the protocol's. */
final class Loose {
  private static final int MAX_NUMBER_LENGTH = 20;

  private Loose() {}

  /** Returns the first field that is present and not null, or a missing node. */
  static JsonNode first(JsonNode object, String... fields) {
    for (String field : fields) {
      JsonNode value = object.path(field);
      if (isThere(value)) {
        return value;
      }
    }
    return object.path("");
  }

  static boolean isThere(JsonNode value) {
    return !value.isMissingNode() && !value.isNull();
  }

  /** Returns a text unless it is blank. */
  static Optional<String> text(JsonNode value) {
    return value.isTextual() && !value.textValue().isBlank()
        ? Optional.of(value.textValue())
        : Optional.empty();
  }

  /** Returns an integer, also from a fraction or a text. */
  static Optional<Integer> number(JsonNode value) {
    if (value.isNumber()) {
      return Optional.of((int) value.doubleValue());
    }
    String text = value.isTextual() ? value.textValue().strip() : "";
    if (text.isEmpty() || text.length() > MAX_NUMBER_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of((int) Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns a token count; 0 if it is missing, invalid or negative. */
  static int count(JsonNode value) {
    return number(value).map(count -> Math.max(0, count)).orElse(0);
  }
}
