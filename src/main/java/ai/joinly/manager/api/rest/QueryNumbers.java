package ai.joinly.manager.api.rest;

import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import io.helidon.common.uri.UriQuery;
import java.util.List;
import java.util.regex.Pattern;

/** Reader of whole numbers in a query; errors contain the parameter's name. */
public final class QueryNumbers {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

  private QueryNumbers() {}

  /** Returns the number, or {@code otherwise} if the parameter is missing. */
  public static long read(UriQuery query, String name, long otherwise, long least, long most) {
    if (!query.contains(name)) {
      return otherwise;
    }
    String text = query.first(name).orElse("");
    long number = DIGITS.matcher(text).matches() ? Long.parseLong(text) : -1;
    check(name, number, least, most);
    return number;
  }

  /** Rejects a number that is out of range. */
  static void check(String name, long number, long least, long most) {
    if (number < least || number > most) {
      throw invalid(
          name,
          most == Long.MAX_VALUE
              ? "must be a whole number from " + least
              : "must be a whole number from " + least + " to " + most);
    }
  }

  public static InvalidFieldsException invalid(String name, String allowed) {
    return new InvalidFieldsException(List.of(new FieldError(name, allowed)));
  }
}
