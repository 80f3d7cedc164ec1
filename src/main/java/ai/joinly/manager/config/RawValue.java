package ai.joinly.manager.config;

import java.util.regex.Pattern;

/**
 * Unparsed value of a setting.
 *
 * @param name the variable or YAML path of the setting
 * @param text possibly a secret
 * @param origin the source of the value: {@code environment}, or a file with its line
 */
record RawValue(String name, String text, String origin) {
  private static final int MAX_SHOWN = 40;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  /** Returns the origin, and the text unless it may contain a secret. */
  String shown(boolean secret) {
    String plain = CONTROL.matcher(text.strip()).replaceAll("?");
    // In a URL, a password precedes @ and a key may follow a question mark.
    if (secret || plain.contains("@") || plain.contains("?")) {
      return origin + "; the value is not shown";
    }
    return origin
        + ": "
        + (plain.length() > MAX_SHOWN ? plain.substring(0, MAX_SHOWN) + "…" : plain);
  }

  /** Returns the name and the origin, without the text. */
  @Override
  public String toString() {
    return name + " (" + origin + ")";
  }
}
