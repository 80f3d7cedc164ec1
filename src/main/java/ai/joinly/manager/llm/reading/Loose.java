package ai.joinly.manager.llm.reading;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Values that a server may give in another type than its protocol has. */
final class Loose {
  private static final int LONGEST_NUMBER = 20;

  private Loose() {}

  /** Returns the first field that is there and not null; else a missing node. */
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

  /** Returns a text that is not blank. */
  static Optional<String> text(JsonNode value) {
    return value.isTextual() && !value.textValue().isBlank()
        ? Optional.of(value.textValue())
        : Optional.empty();
  }

  /** Returns a whole number, also of a fraction or of a text. */
  static Optional<Integer> number(JsonNode value) {
    if (value.isNumber()) {
      return Optional.of((int) value.doubleValue());
    }
    String text = value.isTextual() ? value.textValue().strip() : "";
    if (text.isEmpty() || text.length() > LONGEST_NUMBER) {
      return Optional.empty();
    }
    try {
      return Optional.of((int) Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns a count of tokens; 0 where there is none, or nonsense. */
  static int count(JsonNode value) {
    return number(value).map(count -> Math.max(0, count)).orElse(0);
  }
}
