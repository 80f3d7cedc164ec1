package ai.joinly.manager.agent.speech;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Detector of numbered lists. Distinguishes item numbers from numbers at the start of a sentence: a
 * list counts up from one and has at least two items. "3. Mai" and "1986. A great year" are not
 * list items.
 */
final class ListNumbers {
  private static final int MAX_DIGITS = 9;

  private record Run(int last, List<Integer> lines) {}

  private ListNumbers() {}

  /** Returns the indexes of the lines that are numbered list items. */
  static BitSet entries(List<String> lines) {
    BitSet entries = new BitSet();
    Map<Integer, Run> runs = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int indent = MarkdownLine.skipBlanks(line, 0);
      int end = end(line, indent);
      if (end < 0) {
        continue;
      }
      int number = value(line, indent);
      Run run = runs.get(indent);
      if (run != null && (number == run.last() + 1 || (number == 1 && run.last() == 1))) {
        run.lines().add(i);
        run.lines().forEach(entries::set);
        runs.put(indent, new Run(number, new ArrayList<>()));
      } else if (number == 1) {
        runs.put(indent, new Run(number, new ArrayList<>(List.of(i))));
      } else {
        runs.remove(indent);
      }
    }
    return entries;
  }

  /**
   * Returns the index of the text after the number and its delimiter, or -1 if there is no number.
   */
  static int end(String line, int from) {
    int i = from;
    while (i < line.length() && i - from < MAX_DIGITS && Character.isDigit(line.charAt(i))) {
      i++;
    }
    if (i == from || i == line.length()) {
      return -1;
    }
    char mark = line.charAt(i);
    boolean wide = mark == '、' || mark == '．';
    boolean narrow =
        (mark == '.' || mark == ')') && i + 1 < line.length() && line.charAt(i + 1) == ' ';
    return wide || narrow ? MarkdownLine.skipBlanks(line, i + 1) : -1;
  }

  private static int value(String line, int from) {
    int value = 0;
    for (int i = from; i < line.length() && Character.isDigit(line.charAt(i)); i++) {
      value = value * 10 + Character.digit(line.charAt(i), 10);
    }
    return value;
  }
}
