package ai.joinly.manager.domain;

/**
 * Error in one field of an input.
 *
 * @param field the field's name in the API
 * @param message the allowed value, as the rest of a sentence that begins with the field's name
 */
public record FieldError(String field, String message) {
  @Override
  public String toString() {
    return field + " " + message;
  }
}
