package ai.joinly.manager.llm.reading;

import ai.joinly.manager.jackson.JsonText;
import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/** Converter of a tool call's arguments to one JSON object. Thread-safe. */
public final class CallArguments {
  private static final int MAX_ENCODINGS = 3;

  /** Mapper for the JSON variants that models write. */
  private static final JsonMapper LENIENT =
      JsonMapper.builder(
              SharedBuffers.factory()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(100).build())
                  .build())
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private CallArguments() {}

  /** Returns the lenient mapper for JSON written by a model. */
  public static JsonMapper lenient() {
    return LENIENT;
  }

  /**
   * Returns JSON text: an object if the arguments can be parsed as one, otherwise the unchanged
   * text.
   */
  static String text(JsonNode given) {
    if (given.isTextual()) {
      String text = given.textValue();
      return isObjectText(text) ? text : object(given).map(JsonText::of).orElse(text);
    }
    return object(given).map(JsonText::of).orElseGet(() -> JsonText.of(given));
  }

  /** Returns an object; arguments that cannot be parsed as one become its only value. */
  static ObjectNode objectOf(JsonNode given) {
    return object(given)
        .orElseGet(
            () -> {
              ObjectNode object = JsonNodeFactory.instance.objectNode();
              object.set("invalid_arguments", given);
              return object;
            });
  }

  /**
   * Returns the arguments as an object. Accepts JSON text that is encoded once or several times and
   * an array with one object; no arguments result in an empty object.
   */
  public static Optional<ObjectNode> object(JsonNode given) {
    return object(given, MAX_ENCODINGS);
  }

  private static Optional<ObjectNode> object(JsonNode given, int depth) {
    if (given instanceof ObjectNode object) {
      return Optional.of(object);
    }
    if (!Loose.isThere(given) || (given.isArray() && given.isEmpty())) {
      return Optional.of(JsonNodeFactory.instance.objectNode());
    }
    if (depth == 0) {
      return Optional.empty();
    }
    if (given.isArray()) {
      return given.size() == 1 ? object(given.get(0), depth - 1) : Optional.empty();
    }
    return given.isTextual() ? parsed(given.textValue(), depth) : Optional.empty();
  }

  private static Optional<ObjectNode> parsed(String text, int depth) {
    if (text.isBlank()) {
      return Optional.of(JsonNodeFactory.instance.objectNode());
    }
    Optional<ObjectNode> found = Optional.empty();
    // Some servers write an empty object before the real one.
    try (MappingIterator<JsonNode> values =
        LENIENT.readerFor(JsonNode.class).readValues(text.strip())) {
      while (found.filter(object -> !object.isEmpty()).isEmpty() && values.hasNextValue()) {
        Optional<ObjectNode> next = object(values.nextValue(), depth - 1);
        if (next.isEmpty()) {
          return found;
        }
        found = next;
      }
    } catch (IOException e) {
      return found.filter(object -> !object.isEmpty());
    }
    return found;
  }

  /** Returns whether the text is exactly one JSON object; the model's own text is kept then. */
  private static boolean isObjectText(String text) {
    if (!text.startsWith("{")) {
      return false;
    }
    try (MappingIterator<JsonNode> values =
        AnswerValues.JSON.readerFor(JsonNode.class).readValues(text)) {
      return values.hasNextValue() && values.nextValue().isObject() && !values.hasNextValue();
    } catch (IOException e) {
      return false;
    }
  }
}
