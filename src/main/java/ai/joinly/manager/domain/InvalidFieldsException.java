package ai.joinly.manager.domain;

import java.util.List;
import java.util.stream.Collectors;

/** An input with bad fields: it names each of them, with what is allowed, and shows no secret. */
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
