package ai.joinly.manager.bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The values of one figure, one or more of each run. For one thread. */
public final class Series {
  private final Figure figure;
  private final List<Double> values = new ArrayList<>();
  private final List<Double> baselines = new ArrayList<>();

  Series(Figure figure) {
    this.figure = figure;
  }

  Figure figure() {
    return figure;
  }

  void add(double value) {
    values.add(value);
  }

  void addBaseline(double value) {
    baselines.add(value);
  }

  List<Double> values() {
    return List.copyOf(values);
  }

  List<Double> baselines() {
    return List.copyOf(baselines);
  }

  double median() {
    return median(values).orElseThrow();
  }

  OptionalDouble baseline() {
    return median(baselines);
  }

  double least() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  double most() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  boolean isReached() {
    return figure.target().isReached(median(), baseline());
  }

  private static OptionalDouble median(List<Double> of) {
    if (of.isEmpty()) {
      return OptionalDouble.empty();
    }
    List<Double> sorted = of.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return OptionalDouble.of(
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
  }
}
