package ai.joinly.manager.api.export;

import java.util.regex.Pattern;

/**
 * Texts of people as Markdown that shows them as they are: nothing in them can become a heading, a
 * list, a link or any other layout. Thread-safe.
 */
final class Markdown {
  /** Line ends and the like, and marks that turn the direction of what follows. */
  private static final Pattern LAYOUT =
      Pattern.compile("[\\s\\p{Cntrl}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]+");

  private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_{}\\[\\]<>#&|~$]");

  /** What makes a list, a rule or a heading at the beginning of a line. */
  private static final Pattern BEGINNING = Pattern.compile("^([-+=!:])|^(\\d{1,9})([.)])");

  private Markdown() {}

  /** {@code text} on one line, to stand anywhere. */
  static String escape(String text) {
    String line = LAYOUT.matcher(text).replaceAll(" ").strip();
    String inline = SPECIAL.matcher(line).replaceAll("\\\\$0");
    return BEGINNING
        .matcher(inline)
        .replaceFirst(
            match ->
                match.group(1) != null
                    ? "\\\\" + match.group(1)
                    : match.group(2) + "\\\\" + match.group(3));
  }
}
