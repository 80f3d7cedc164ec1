package ai.joinly.manager.metrics;

import io.helidon.metrics.api.Meter;
import io.helidon.metrics.api.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;

/**
 * Meters of one name whose values are read before each scrape. A series without a new value is
 * removed. Guarded by the lock of the scrape.
 */
final class LiveSeries {
  private final MeterRegistry registry;
  private final BiFunction<DoubleSupplier, List<String>, Meter> factory;
  private final Map<List<String>, Series> shown = new HashMap<>();

  private static final class Series {
    private final Meter meter;
    private volatile double value;

    Series(BiFunction<DoubleSupplier, List<String>, Meter> factory, List<String> labelValues) {
      this.meter = factory.apply(() -> value, labelValues);
    }
  }

  /**
   * @param factory registers the meter with the given value and label values
   */
  LiveSeries(MeterRegistry registry, BiFunction<DoubleSupplier, List<String>, Meter> factory) {
    this.registry = registry;
    this.factory = factory;
  }

  /** Replaces all series by these values, keyed by label values. */
  void show(Map<List<String>, Double> values) {
    shown.forEach(
        (labels, series) -> {
          if (!values.containsKey(labels)) {
            registry.remove(series.meter);
          }
        });
    shown.keySet().retainAll(values.keySet());
    values.forEach(
        (labels, value) ->
            shown.computeIfAbsent(labels, key -> new Series(factory, key)).value = value);
  }
}
