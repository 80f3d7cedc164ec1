package ai.joinly.manager.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The tables of states in {@code docs/architecture.md}. */
public final class StateTables {
  private static final Pattern CODE = Pattern.compile("`(\\w+)`");
  private static final Pattern CELL = Pattern.compile("|", Pattern.LITERAL);

  private StateTables() {}

  /** Returns each state of a section's table with the states that can follow it. */
  public static Map<String, Set<String>> of(String section) throws IOException {
    String page = Files.readString(Path.of("docs", "architecture.md"));
    Map<String, Set<String>> rows = new TreeMap<>();
    page.substring(page.indexOf("## " + section))
        .lines()
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| `"))
        .map(line -> CELL.split(line, -1))
        .forEach(cells -> rows.put(names(cells[1]).getFirst(), new TreeSet<>(names(cells[3]))));
    return rows;
  }

  private static List<String> names(String cell) {
    return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
  }
}
