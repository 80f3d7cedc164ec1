package ai.joinly.manager.llm.provider;

import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import java.util.List;
import java.util.regex.Pattern;

/** Validation of model names that are part of a URL, so that they cannot change its target. */
final class ModelName {
  private static final Pattern IN_PATH = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private ModelName() {}

  /**
   * Returns {@code name} if it is safe in a path.
   *
   * @param what the kind of name, for the error message
   * @throws InvalidFieldsException when it is not
   */
  static String inPath(String name, String what) {
    if (!IN_PATH.matcher(name).matches()) {
      throw new InvalidFieldsException(
          List.of(
              new FieldError(
                  "llm_model", "must be the name of " + what + ": letters, digits, ., _ and -")));
    }
    return name;
  }
}
