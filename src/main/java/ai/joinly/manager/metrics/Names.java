package ai.joinly.manager.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;

/** How meters are named and made: one prefix, base units, classic buckets, no exemplars. */
final class Names {
  private static final double NANOS = 1e9;

  private Names() {}

  /** The full name of a meter. */
  static String of(String name) {
    return "joinly_manager_" + name;
  }

  static Counter counter(
      PrometheusRegistry registry, String name, String help, String... labelNames) {
    return Counter.builder()
        .name(of(name))
        .help(help)
        .labelNames(labelNames)
        .withoutExemplars()
        .register(registry);
  }

  /**
   * A histogram of durations.
   *
   * @param bounds of the buckets, in seconds
   */
  static Histogram durations(
      PrometheusRegistry registry,
      String name,
      String help,
      double[] bounds,
      String... labelNames) {
    return Histogram.builder()
        .name(of(name))
        .help(help)
        .labelNames(labelNames)
        .classicOnly()
        .classicUpperBounds(bounds)
        .withoutExemplars()
        .register(registry);
  }

  static double seconds(long nanos) {
    return nanos / NANOS;
  }

  /** How a constant is written as a label's value. */
  static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
