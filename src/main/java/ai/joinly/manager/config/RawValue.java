package ai.joinly.manager.config;

import java.util.regex.Pattern;

/**
 * The value of a setting as it was written.
 *
 * @param name the variable or the path in YAML that it was written for
 * @param text possibly a secret
 * @param origin where it was written: {@code environment}, or a file with its line
 */
record RawValue(String name, String text, String origin) {
  private static final int MAX_SHOWN = 40;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  /** Returns the origin, and the text unless it may hold a secret. */
  String shown(boolean secret) {
    String plain = CONTROL.matcher(text.strip()).replaceAll("?");
    // In a URL, a password is before @ and a key may be behind a question mark.
    if (secret || plain.contains("@") || plain.contains("?")) {
      return origin + "; the value is not shown";
    }
    return origin
        + ": "
        + (plain.length() > MAX_SHOWN ? plain.substring(0, MAX_SHOWN) + "…" : plain);
  }

  /** Does not show the text. */
  @Override
  public String toString() {
    return name + " (" + origin + ")";
  }
}
