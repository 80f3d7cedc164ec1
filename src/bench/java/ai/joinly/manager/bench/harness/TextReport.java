package ai.joinly.manager.bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table that people read. */
public final class TextReport {
  private static final int WIDEST = 76;

  private TextReport() {}

  /** All of it, ending in a line break. */
  public static String of(Report report) {
    StringBuilder text = new StringBuilder();
    text.append(String.format("%n%s%n", report.machine().text()));
    text.append(
        String.format(
            Locale.ROOT,
            "load before %.1f, after %.1f; manager: java %s%n",
            report.loadBefore(),
            report.loadAfter(),
            String.join(" ", report.managerOptions())));
    report.results().forEach(results -> append(text, results));
    return text.toString();
  }

  private static void append(StringBuilder text, Results results) {
    text.append(
        String.format(
            Locale.ROOT,
            "%n%s: %s (%d run%s, %d s)%n",
            results.scenario(),
            results.about(),
            results.runs(),
            results.runs() == 1 ? "" : "s",
            results.took().toSeconds()));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "median", "min..max", "baseline", "to reach", ""));
    results.series().forEach(series -> rows.add(row(series)));
    if (rows.size() > 1) {
      text.append(table(rows));
    }
    results.notes().forEach(note -> text.append("  ").append(note).append(System.lineSeparator()));
    results
        .failure()
        .ifPresent(why -> text.append("  BROKEN: ").append(why).append(System.lineSeparator()));
  }

  private static List<String> row(Series series) {
    Figure figure = series.figure();
    Unit unit = figure.unit();
    String baseline =
        series.baseline().isPresent() ? unit.format(series.baseline().getAsDouble()) : "";
    return List.of(
        figure.what() + (baseline.isEmpty() ? "" : " | " + figure.baseline()),
        unit.format(series.median()) + " " + unit.sign(),
        unit.format(series.least()) + ".." + unit.format(series.most()),
        baseline,
        figure.target().text(unit),
        figure.target() instanceof Target.None ? "" : series.isReached() ? "yes" : "NO");
  }

  private static String table(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], Math.min(WIDEST, row.get(i).length()));
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int i = 0; i < columns; i++) {
        String pattern = i == 0 ? "%-" + widths[i] + "s" : "  %" + Math.max(1, widths[i]) + "s";
        line.append(String.format(pattern, row.get(i)));
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }
}
