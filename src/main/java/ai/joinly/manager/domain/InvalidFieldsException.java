package ai.joinly.manager.domain;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Exception for invalid fields: its message contains each field with the allowed values, and no
 * secrets.
 */
public final class InvalidFieldsException extends IllegalArgumentException {
  private final transient List<FieldError> errors;

  public InvalidFieldsException(List<FieldError> errors) {
    super(errors.stream().map(FieldError::toString).collect(Collectors.joining("; ")));
    this.errors = List.copyOf(errors);
  }

  public List<FieldError> errors() {
    return errors;
  }
}
