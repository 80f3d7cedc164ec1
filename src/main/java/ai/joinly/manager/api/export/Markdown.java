package ai.joinly.manager.api.export;

import java.util.regex.Pattern;

/**
 * Escaping of text for Markdown, so that it is shown verbatim: no part of it becomes a heading, a
 * list, a link or other markup. Thread-safe.
 */
final class Markdown {
  /** Line breaks, other control characters, and marks that change the text direction. */
  private static final Pattern LAYOUT =
      Pattern.compile("[\\s\\p{Cntrl}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]+");

  private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_{}\\[\\]<>#&|~$]");

  /** Characters that start a list, a rule or a heading at the beginning of a line. */
  private static final Pattern BEGINNING = Pattern.compile("^([-+=!:])|^(\\d{1,9})([.)])");

  private Markdown() {}

  /** Returns {@code text} on one line, escaped for any position. */
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
