package ai.joinly.manager.bench.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one scenario has measured over all its runs. For one thread. */
public final class Results {
  private final String scenario;
  private final String about;
  private final Map<String, Series> series = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private int runs;
  private Duration took = Duration.ZERO;
  private Optional<String> failure = Optional.empty();

  Results(String scenario, String about) {
    this.scenario = scenario;
    this.about = about;
  }

  /** Adds what one run has measured. */
  public void measured(Figure figure, double value) {
    of(figure).add(value);
  }

  /** Adds what the same run has measured of that with which the figure is compared. */
  public void baseline(Figure figure, double value) {
    of(figure).addBaseline(value);
  }

  /** A sentence for the reader, such as a rate that was chosen; the same one is kept once. */
  public void note(String sentence) {
    if (!notes.contains(sentence)) {
      notes.add(sentence);
    }
  }

  private Series of(Figure figure) {
    return series.computeIfAbsent(figure.what(), what -> new Series(figure));
  }

  void ended(int completedRuns, Duration time, Optional<String> why) {
    runs = completedRuns;
    took = time;
    failure = why;
  }

  String scenario() {
    return scenario;
  }

  String about() {
    return about;
  }

  /** Those with a value; a run that broke may have left others. */
  List<Series> series() {
    return series.values().stream().filter(s -> !s.values().isEmpty()).toList();
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  int runs() {
    return runs;
  }

  Duration took() {
    return took;
  }

  /** Why it did not come to its end. */
  Optional<String> failure() {
    return failure;
  }
}
