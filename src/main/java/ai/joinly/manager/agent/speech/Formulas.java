package ai.joinly.manager.agent.speech;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Filter for the delimiters of LaTeX formulas and for Markdown's backslash escapes. */
final class Formulas {
  /**
   * A single dollar sign opens a formula only before a letter, a backslash or a bracket: amounts of
   * money start with a digit.
   */
  private static final Pattern FORMULA =
      Pattern.compile(
          "\\$\\$([^$]{1,500})\\$\\$"
              + "|\\\\[(\\[]((?:[^\\n\\\\]|\\\\[^\\n()\\[\\]]){1,300}+)\\\\[)\\]]"
              + "|\\$(?=[\\p{L}\\\\({])([^$\\s](?:[^$\\n]{0,80}[^$\\s])?)\\$(?![\\p{L}\\p{N}])");

  private static final Pattern COMMAND = Pattern.compile("\\\\([A-Za-z]+)");
  private static final Pattern BRACES = Pattern.compile("[{}]");

  private static final Pattern ESCAPE = Pattern.compile("\\\\([*_{}()\\[\\]#+.!>~$&`-])");

  private Formulas() {}

  /** Returns {@code text} with the contents of formulas as plain text. */
  static String unwrap(String text) {
    if (text.indexOf('$') < 0 && text.indexOf('\\') < 0) {
      return text;
    }
    String plain =
        FORMULA.matcher(text).replaceAll(found -> Matcher.quoteReplacement(contents(found)));
    return ESCAPE.matcher(plain).replaceAll("$1");
  }

  private static String contents(MatchResult found) {
    for (int group = 1; group <= found.groupCount(); group++) {
      if (found.group(group) != null) {
        return plain(found.group(group));
      }
    }
    return "";
  }

  private static String plain(String formula) {
    return BRACES.matcher(COMMAND.matcher(formula).replaceAll("$1")).replaceAll(" ").strip();
  }
}
