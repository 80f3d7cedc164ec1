package ai.joinly.manager.json;

import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The body of a request to say, write or instruct: the field {@code text}, or {@code message}, as
 * the tool of the meeting's chat calls it.
 *
 * @param warnings a sentence about each field of the request that does not exist
 */
public record OperatorText(String text, List<String> warnings) {
  private static final List<String> KNOWN = List.of("text", "message");

  public OperatorText {
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads the text.
   *
   * @param longest characters that it may have
   * @throws InvalidFieldsException when there is no text of that length; if the field is missing,
   *     it also names the fields that do not exist
   */
  public static OperatorText read(ObjectNode body, int longest) {
    JsonNode text = body.hasNonNull("text") ? body.get("text") : body.path("message");
    List<String> unknown =
        body.propertyStream().map(Map.Entry::getKey).filter(name -> !KNOWN.contains(name)).toList();
    if (!text.isTextual() || text.textValue().isBlank() || text.textValue().length() > longest) {
      List<FieldError> errors = new ArrayList<>();
      errors.add(
          new FieldError("text", "must be a string of 1 to " + longest + " characters, not blank"));
      if (text.isMissingNode() || text.isNull()) {
        errors.addAll(UnknownFields.errors(unknown, KNOWN));
      }
      throw new InvalidFieldsException(errors);
    }
    return new OperatorText(text.textValue(), UnknownFields.warnings(unknown, KNOWN));
  }
}
