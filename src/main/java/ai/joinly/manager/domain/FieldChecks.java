package ai.joinly.manager.domain;

import ai.joinly.manager.net.HttpUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collector of the errors in the fields of one input, so that all are reported together. */
public final class FieldChecks {
  private final List<FieldError> errors = new ArrayList<>();

  public void check(boolean holds, String field, String allowed) {
    if (!holds) {
      errors.add(new FieldError(field, allowed));
    }
  }

  public void text(String field, String value, int longest) {
    check(!value.isBlank(), field, "must not be empty");
    check(value.length() <= longest, field, "must be at most " + longest + " characters long");
  }

  public void optionalText(String field, Optional<String> value, int longest) {
    value.ifPresent(
        text ->
            check(
                text.length() <= longest,
                field,
                "must be at most " + longest + " characters long"));
  }

  public void range(String field, Optional<? extends Number> value, double from, double to) {
    value.ifPresent(
        number ->
            check(
                number.doubleValue() >= from && number.doubleValue() <= to,
                field,
                "must be from %s to %s".formatted(plain(from), plain(to))));
  }

  public void httpUrl(String field, String value) {
    check(
        HttpUrl.parse(value).isPresent(),
        field,
        "must be an absolute http or https URL with a host");
  }

  public void done() {
    if (!errors.isEmpty()) {
      throw new InvalidFieldsException(errors);
    }
  }

  /** Returns whether {@code value} is an HTTP URL for requests, without user info and fragment. */
  public static boolean isPlainHttpUrl(String value) {
    return HttpUrl.parse(value).filter(url -> !url.hasUserInfo() && !url.hasFragment()).isPresent();
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
