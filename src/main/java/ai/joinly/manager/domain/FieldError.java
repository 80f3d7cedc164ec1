package ai.joinly.manager.domain;

/**
 * What is wrong with one field of an input.
 *
 * @param field the field's name as the API spells it
 * @param message what is allowed, as the end of a sentence that begins with the field's name
 */
public record FieldError(String field, String message) {
  @Override
  public String toString() {
    return field + " " + message;
  }
}
