package ai.joinly.manager.agent.speech;

import java.util.List;

/**
 * Filter for the markers of emphasis and code in a line. Keeps the same characters in formulas and
 * names: {@code 2*3*4}, {@code snake_case}, {@code ~5}. Markers do not have to be paired, since the
 * output of a model may be truncated, and Markdown's rules for pairs fail in scripts without
 * blanks.
 */
final class Emphasis {
  private static final int EDGE = ' ';

  private final String line;
  private final int first;
  private final int last;
  private final boolean lonePair;

  private Emphasis(String line) {
    this.line = line;
    this.first = line.length() - line.stripLeading().length();
    this.last = line.stripTrailing().length() - 1;
    int pair = line.indexOf("**");
    this.lonePair = pair >= 0 && line.indexOf("**", pair + 2) < 0;
  }

  /** Returns {@code line} without markers; for a chat, addresses are unchanged. */
  static String remove(String line, Medium medium) {
    List<WebAddress> addresses = medium == Medium.CHAT ? WebAddress.in(line) : List.of();
    return new Emphasis(line).remove(addresses);
  }

  private String remove(List<WebAddress> addresses) {
    StringBuilder out = new StringBuilder(line.length());
    int i = 0;
    for (WebAddress address : addresses) {
      remove(i, address.start(), out);
      out.append(line, address.start(), address.end());
      i = address.end();
    }
    remove(i, line.length(), out);
    return out.toString();
  }

  private void remove(int from, int to, StringBuilder out) {
    int i = from;
    while (i < to) {
      char mark = line.charAt(i);
      int end = i + 1;
      while (end < to && line.charAt(end) == mark) {
        end++;
      }
      if (!isMark(mark, i, end)) {
        out.append(line, i, end);
      }
      i = end;
    }
  }

  private boolean isMark(char character, int start, int end) {
    return switch (character) {
      case '`' -> true;
      case '~' -> end - start > 1;
      case '_' -> !isWord(before(start)) || (!isWord(after(end)) && after(end) != '@');
      case '*' -> !isOperator(start, end);
      default -> false;
    };
  }

  private boolean isOperator(int start, int end) {
    int before = before(start);
    int after = after(end);
    if (end - start == 1) {
      boolean alone = before == ' ' && after == ' ';
      return alone ? isWithin(start) : endsTerm(start) && beginsTerm(end);
    }
    return end - start == 2
        && isWord(before)
        && isWord(after)
        && (lonePair || (endsTerm(start) && Character.isDigit(after)));
  }

  /** Returns whether the line has other text on both sides. */
  private boolean isWithin(int index) {
    return index > first && index < last;
  }

  /** Returns whether a number, a variable of one letter or a bracket ends at this index. */
  private boolean endsTerm(int end) {
    int before = before(end);
    return before == ')'
        || Character.isDigit(before)
        || (isVariable(before) && !isWord(before(end - 1)));
  }

  private boolean beginsTerm(int start) {
    int after = after(start);
    return after == '('
        || Character.isDigit(after)
        || (isVariable(after) && !isWord(after(start + 1)));
  }

  private static boolean isVariable(int character) {
    return character < 0x250 && Character.isLetter(character);
  }

  private static boolean isWord(int character) {
    return Character.isLetterOrDigit(character);
  }

  private int before(int index) {
    return index <= 0 ? EDGE : line.codePointBefore(index);
  }

  private int after(int index) {
    return index >= line.length() ? EDGE : line.codePointAt(index);
  }
}
