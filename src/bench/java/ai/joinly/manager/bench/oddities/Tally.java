package ai.joinly.manager.bench.oddities;

import ai.joinly.manager.bench.harness.Latencies;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts what came of the questions. Thread-safe. */
final class Tally {
  private static final String HEAD =
      "%-42s %6s %9s %11s %11s %6s %7s"
          .formatted("", "asked", "answered", "on purpose", "superseded", "WARN", "SILENT");
  private static final int MAX_LINES = 60;

  private final Latencies latencies = new Latencies();
  private final Map<String, Map<Outcome, Integer>> kinds = new TreeMap<>(); // guarded by this
  private final Map<String, Map<Outcome, Integer>> models = new TreeMap<>(); // guarded by this
  private final Map<Outcome, Integer> all = new EnumMap<>(Outcome.class); // guarded by this
  private final List<String> leaks = new ArrayList<>(); // guarded by this
  private final List<String> silences = new ArrayList<>(); // guarded by this
  private final Set<Kind> missing = EnumSet.allOf(Kind.class); // guarded by this
  private int leaked; // guarded by this

  /**
   * A question is over.
   *
   * @param story what was seen of it, for those who look for the reason
   */
  synchronized void settled(String model, Question question, Outcome outcome, String story) {
    List<Kind> struck = question.struck();
    struck.forEach(missing::remove);
    String kind = struck.isEmpty() ? "(behaves well)" : struck.getFirst().label();
    for (Map<Outcome, Integer> row :
        List.of(
            all,
            kinds.computeIfAbsent(kind, any -> new EnumMap<>(Outcome.class)),
            models.computeIfAbsent(model, any -> new EnumMap<>(Outcome.class)))) {
      row.merge(outcome, 1, Integer::sum);
    }
    if (outcome == Outcome.ANSWERED) {
      latencies.add((System.nanoTime() - question.askedAt()) / 1_000);
    }
    if (outcome == Outcome.SILENT && silences.size() < MAX_LINES) {
      silences.add("%s, question %d, %s: %s".formatted(model, question.number(), struck, story));
    }
  }

  /** Something was said that is not for people's ears. */
  synchronized void leaked(String model, String text) {
    leaked++;
    if (leaks.size() < MAX_LINES) {
      leaks.add(model + ": " + text);
    }
  }

  synchronized int silent() {
    return all.getOrDefault(Outcome.SILENT, 0);
  }

  synchronized int leaks() {
    return leaked;
  }

  /** All of it, for people. */
  synchronized String report() {
    StringBuilder text = new StringBuilder("\n" + HEAD + "\n");
    kinds.forEach((kind, row) -> text.append(row(kind, row)));
    text.append('\n').append(HEAD).append('\n');
    models.forEach((model, row) -> text.append(row(model, row)));
    text.append('\n').append(row("all", all));
    Latencies.Summary summary = latencies.summary();
    text.append(
        String.format(
            Locale.ROOT,
            "from question to speech: p50 %.2f s, p99 %.2f s%nLEAKS %d%n",
            summary.p50() / 1e6,
            summary.p99() / 1e6,
            leaked));
    missing.forEach(kind -> text.append("never struck: ").append(kind.label()).append('\n'));
    leaks.forEach(leak -> text.append("LEAK ").append(leak).append('\n'));
    silences.forEach(silence -> text.append("SILENT ").append(silence).append('\n'));
    return text.toString();
  }

  private static String row(String label, Map<Outcome, Integer> row) {
    return String.format(
        Locale.ROOT,
        "%-42s %6d %9d %11d %11d %6d %7d%n",
        label,
        row.values().stream().mapToInt(Integer::intValue).sum(),
        row.getOrDefault(Outcome.ANSWERED, 0),
        row.getOrDefault(Outcome.ON_PURPOSE, 0),
        row.getOrDefault(Outcome.SUPERSEDED, 0),
        row.getOrDefault(Outcome.WARNED, 0),
        row.getOrDefault(Outcome.SILENT, 0));
  }
}
