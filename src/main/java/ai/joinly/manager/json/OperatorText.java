package ai.joinly.manager.json;

import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Body of a request to say, write or instruct: the field {@code text}, or {@code message}, the name
 * used by the chat tool.
 *
 * @param warnings a message for each unknown field of the request
 */
public record OperatorText(String text, List<String> warnings) {
  private static final List<String> KNOWN = List.of("text", "message");

  public OperatorText {
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads the text.
   *
   * @param longest the maximum number of characters
   * @throws InvalidFieldsException if the text is missing, blank or too long; if it is missing, the
   *     exception also contains the unknown fields
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
