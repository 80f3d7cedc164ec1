package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.jackson.SharedBuffers;
import ai.joinly.manager.llm.reading.Thinking;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/** Finder of the JSON object in the text of a language model. */
final class AnswerJson {
  /** Maximum length of an answer in characters; a longer one is ignored. */
  static final int LONGEST = 200_000;

  /** Maximum number of opening braces that are tried as the start of the object. */
  private static final int MAX_TRIES = 30;

  private static final Set<String> FIELDS =
      Set.of(
          "summary",
          "new_key_points",
          "key_points",
          "drop_key_points",
          "action_items",
          "remove_action_items",
          "topics",
          "sentiment",
          "keywords");

  /** Accepts common deviations from JSON and ignores text after the object. */
  private static final JsonMapper LENIENT =
      JsonMapper.builder(
              SharedBuffers.factory()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(50).build())
                  .build())
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private AnswerJson() {}

  /**
   * Returns the object that has at least one expected field; empty if there is none. Drafts in the
   * reasoning of the model are ignored.
   */
  static Optional<ObjectNode> find(String answer) {
    if (answer.length() > LONGEST) {
      return Optional.empty();
    }
    // The texts in an object may mention reasoning tags.
    String text = answer.stripLeading().startsWith("{") ? answer : Thinking.strip(answer);
    int at = text.indexOf('{');
    for (int i = 0; i < MAX_TRIES && at >= 0; i++) {
      Optional<ObjectNode> found = parse(text.substring(at)).flatMap(AnswerJson::unwrapped);
      if (found.isPresent()) {
        return found;
      }
      at = text.indexOf('{', at + 1);
    }
    return Optional.empty();
  }

  private static Optional<ObjectNode> parse(String text) {
    try {
      return LENIENT.readTree(text) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Returns the object itself, or the expected object inside it: some models wrap their answer. */
  private static Optional<ObjectNode> unwrapped(ObjectNode object) {
    if (FIELDS.stream().anyMatch(object::has)) {
      return Optional.of(object);
    }
    for (JsonNode inner : object) {
      if (inner instanceof ObjectNode wrapped && FIELDS.stream().anyMatch(wrapped::has)) {
        return Optional.of(wrapped);
      }
    }
    return Optional.empty();
  }
}
