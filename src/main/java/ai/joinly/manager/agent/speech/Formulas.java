package ai.joinly.manager.agent.speech;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Removes the marks around LaTeX formulas and the backslashes that keep Markdown from reading. */
final class Formulas {
  /** Amounts of money never begin with a letter. */
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
