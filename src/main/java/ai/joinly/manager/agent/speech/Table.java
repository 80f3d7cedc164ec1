package ai.joinly.manager.agent.speech;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Detector of tables. */
final class Table {
  private Table() {}

  /**
   * Returns the indexes of the lines that are rows. The line between head and body is not a row.
   */
  static BitSet rows(List<String> lines) {
    BitSet rows = new BitSet();
    boolean inTable = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (isSeparator(line)) {
        if (i > 0 && lines.get(i - 1).indexOf('|') >= 0 && !isSeparator(lines.get(i - 1).strip())) {
          rows.set(i - 1);
        }
        inTable = true;
      } else {
        inTable &= line.indexOf('|') >= 0;
        rows.set(i, inTable || isFramed(line));
      }
    }
    return rows;
  }

  private static boolean isSeparator(String line) {
    return line.indexOf('|') >= 0 && MarkdownLine.isRule(line);
  }

  private static boolean isFramed(String line) {
    return line.length() > 2 && line.startsWith("|") && line.endsWith("|");
  }

  /** Returns the non-empty cells of a row. */
  static List<String> cells(String row) {
    List<String> cells = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= row.length(); i++) {
      boolean escaped = i > 0 && row.charAt(i - 1) == '\\';
      if (i == row.length() || (row.charAt(i) == '|' && !escaped)) {
        String cell = row.substring(from, i).strip();
        if (!cell.isEmpty()) {
          cells.add(cell.replace("\\|", "|"));
        }
        from = i + 1;
      }
    }
    return cells;
  }
}
