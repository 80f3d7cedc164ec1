package ai.joinly.manager.agent.speech;

/** Parser for the prefix of a line: indentation, quotes, bullets, heading markers. */
final class MarkdownLine {
  private static final String BULLETS = "-*+•‣⁃◦·–—";
  private static final int MAX_INDENT = 12;
  private static final int MAX_HASHES = 6;

  private MarkdownLine() {}

  /**
   * Splits a line.
   *
   * @param numbered whether the line is a numbered list item
   */
  static Block.Line parse(String line, boolean numbered) {
    int i = skipBlanks(line, 0);
    StringBuilder marker = new StringBuilder(" ".repeat(Math.min(i, MAX_INDENT)));
    boolean more = true;
    while (more && i < line.length()) {
      char mark = line.charAt(i);
      int next = skipBlanks(line, i + 1);
      boolean amount = next < line.length() && Character.isDigit(line.charAt(next));
      if (mark == '>' && !amount && !line.startsWith("=", i + 1)) {
        marker.append("> ");
        i = next;
      } else if (isBullet(line, i) && !(mark == '+' && amount)) {
        marker.append(mark == '*' || mark == '+' ? '-' : mark).append(' ');
        i = skipBox(line, next);
      } else {
        more = false;
      }
    }
    if (numbered) {
      int end = ListNumbers.end(line, i);
      if (end > i) {
        return new Block.Line(marker + line.substring(i, end), line.substring(end).strip());
      }
    }
    int heading = headingEnd(line, i);
    return heading > i
        ? new Block.Line("", withoutHashes(line.substring(heading).strip()))
        : new Block.Line(marker.toString(), line.substring(i).stripTrailing());
  }

  /** Returns whether the line is a separator: dashes, equals signs, the frame of a table. */
  static boolean isRule(String line) {
    int length = 0;
    boolean plain = true;
    char first = 0;
    for (int i = 0; i < line.length(); i++) {
      char character = line.charAt(i);
      if (character == ' ') {
        continue;
      }
      if ("-=_*~+|:".indexOf(character) < 0) {
        return false;
      }
      first = length == 0 ? character : first;
      plain &= character == first;
      length++;
    }
    return length >= 3 && (plain ? "-=_*~".indexOf(first) >= 0 : isFrame(line));
  }

  private static boolean isFrame(String line) {
    return line.indexOf('-') >= 0 || line.indexOf('=') >= 0;
  }

  static int skipBlanks(String line, int from) {
    int i = from;
    while (i < line.length() && line.charAt(i) == ' ') {
      i++;
    }
    return i;
  }

  private static boolean isBullet(String line, int at) {
    return BULLETS.indexOf(line.charAt(at)) >= 0
        && (at + 1 == line.length() || line.charAt(at + 1) == ' ');
  }

  /** Skips the checkbox of a task list item. */
  private static int skipBox(String line, int at) {
    boolean box =
        line.startsWith("[ ] ", at) || line.startsWith("[x] ", at) || line.startsWith("[X] ", at);
    return box ? skipBlanks(line, at + 4) : at;
  }

  /**
   * Returns the index of a heading's text, or {@code from} if the line is not a heading. "#1" and
   * "#tag" are not headings.
   */
  private static int headingEnd(String line, int from) {
    int i = from;
    while (i < line.length() && i - from < MAX_HASHES && line.charAt(i) == '#') {
      i++;
    }
    if (i == from) {
      return from;
    }
    boolean heading =
        i == line.length()
            || line.charAt(i) == ' '
            || (i - from > 1 && Character.isLetter(line.codePointAt(i)));
    return heading ? skipBlanks(line, i) : from;
  }

  private static String withoutHashes(String heading) {
    int end = heading.length();
    while (end > 0 && heading.charAt(end - 1) == '#') {
      end--;
    }
    boolean closing = end == 0 || (end < heading.length() && heading.charAt(end - 1) == ' ');
    return closing ? heading.substring(0, end).stripTrailing() : heading;
  }
}
