package ai.joinly.manager.json;

import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Parser of the JSON of requests, with limits: its values may be stored, and every stored value
 * must be writable again. Thread-safe.
 */
public final class RequestJson {
  /** Maximum nesting depth of arrays and objects in the value of a field. */
  public static final int DEEPEST = 32;

  /** Maximum number of tokens, because a tree takes many times the memory of its text. */
  private static final int MAX_TOKENS = 50_000;

  private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9_]{1,60}");

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              SharedBuffers.factory()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST + 1)
                          .maxTokenCount(MAX_TOKENS)
                          .build())
                  .build())
          .build();

  private RequestJson() {}

  /**
   * Returns the single value in {@code bytes}; a missing node if there is none.
   *
   * @throws InvalidFieldsException with the name of the field whose value is nested too deep
   * @throws com.fasterxml.jackson.core.JsonProcessingException if it is not JSON; its message may
   *     contain parts of it
   */
  public static JsonNode read(byte[] bytes) throws IOException {
    try (JsonParser parser = MAPPER.createParser(bytes)) {
      try {
        Optional<JsonNode> tree = Optional.ofNullable(MAPPER.readTree(parser));
        if (parser.nextToken() != null) {
          throw new JsonParseException(parser, "more than one value");
        }
        return tree.orElse(MissingNode.getInstance());
      } catch (StreamConstraintsException e) {
        JsonStreamContext place = parser.getParsingContext();
        if (place.getNestingDepth() <= DEEPEST) {
          throw e;
        }
        throw new InvalidFieldsException(List.of(tooDeep(place)));
      }
    }
  }

  private static FieldError tooDeep(JsonStreamContext place) {
    JsonStreamContext outermost = place;
    while (outermost.getNestingDepth() > 1) {
      outermost = outermost.getParent();
    }
    String field =
        Optional.ofNullable(outermost.getCurrentName())
            .filter(FIELD.asMatchPredicate())
            .orElse("body");
    return new FieldError(field, "must not be nested deeper than " + DEEPEST + " levels");
  }
}
