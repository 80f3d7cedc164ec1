package ai.joinly.manager.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Meters of one name, one for each combination of label values. Thread-safe. */
final class Family<M> {
  private final Map<List<String>, M> meters = new ConcurrentHashMap<>();
  private final Function<List<String>, M> factory;

  /**
   * @param factory registers the meter with the given label values
   */
  Family(Function<List<String>, M> factory) {
    this.factory = factory;
  }

  /** Returns the meter with these label values; registers it at the first call. */
  M with(String... labelValues) {
    return meters.computeIfAbsent(List.of(labelValues), factory);
  }
}
