package ai.joinly.manager.api.rest;

import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import io.helidon.common.uri.UriQuery;
import java.util.List;
import java.util.regex.Pattern;

/** Whole numbers in a query; what is not one is refused by name. */
public final class QueryNumbers {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

  private QueryNumbers() {}

  /** The number, or {@code otherwise} when it is not given. */
  public static long read(UriQuery query, String name, long otherwise, long least, long most) {
    if (!query.contains(name)) {
      return otherwise;
    }
    String text = query.first(name).orElse("");
    long number = DIGITS.matcher(text).matches() ? Long.parseLong(text) : -1;
    check(name, number, least, most);
    return number;
  }

  /** Refuses a number that is out of range. */
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
