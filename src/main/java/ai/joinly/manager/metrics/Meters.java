package ai.joinly.manager.metrics;

import io.helidon.metrics.api.BuiltInMeterNameFormat;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Meter;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.MetricsConfig;
import io.helidon.metrics.api.MetricsFactory;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;
import io.helidon.service.registry.Services;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Factory of the meters of one manager in Helidon's registry. A JVM has one registry, so a second
 * manager in the same JVM, as in tests, gets its own scope. Names get the prefix {@code
 * joinly_manager_}, and those of counters the suffix {@code _total}. Thread-safe.
 */
final class Meters {
  static final double NANOS = 1e9;

  private static final MeterRegistry REGISTRY =
      Services.get(MetricsFactory.class)
          .globalRegistry(
              MetricsConfig.builder().builtInMeterNameFormat(BuiltInMeterNameFormat.SNAKE).build());

  /** Numbers of the managers in this JVM, guarded by itself. */
  private static final Set<Integer> MANAGERS = new HashSet<>();

  private final int number = nextNumber();
  private final String scope =
      number == 1 ? Meter.Scope.APPLICATION : Meter.Scope.APPLICATION + "-" + number;

  private static int nextNumber() {
    synchronized (MANAGERS) {
      return IntStream.iterate(1, n -> n + 1).filter(MANAGERS::add).findFirst().orElseThrow();
    }
  }

  MeterRegistry registry() {
    return REGISTRY;
  }

  String scope() {
    return scope;
  }

  /** Creates a counter. */
  Counter counter(String name, String help) {
    return counters(name, help).with();
  }

  /** Creates the counters of one name. */
  Family<Counter> counters(String name, String help, String... labels) {
    return new Family<>(
        values -> register(Counter.builder(full(name)), help, tags(labels, values)));
  }

  /** Creates a counter whose value is stored elsewhere and read at each scrape. */
  FunctionalCounter counter(String name, String help, LongSupplier count, Tag... tags) {
    // The registry holds the object weakly and the function strongly.
    return register(
        FunctionalCounter.builder(full(name), this, meters -> count.getAsLong()), help, tags);
  }

  /** Creates a gauge that is read at each scrape. */
  Gauge<Double> gauge(String name, String help, DoubleSupplier value, Tag... tags) {
    return register(Gauge.builder(full(name), value::getAsDouble), help, tags);
  }

  /** Creates a gauge of the process, whose name has no prefix. */
  void processGauge(String name, String help, DoubleSupplier value) {
    register(Gauge.builder(name, value::getAsDouble), help);
  }

  /** Creates fractional sums. They are gauges, as Helidon's counters accept only integers. */
  Family<DoubleAdder> sums(String name, String help, String... labels) {
    return new Family<>(
        values -> {
          DoubleAdder sum = new DoubleAdder();
          gauge(name + "_total", help, sum::sum, tags(labels, values));
          return sum;
        });
  }

  /** Creates gauges of one name whose series are added and removed with their subjects. */
  LiveSeries liveGauges(String name, String help, String... labels) {
    return new LiveSeries(
        REGISTRY, (value, values) -> gauge(name, help, value, tags(labels, values)));
  }

  /** Creates counters of one name whose series are added and removed with their subjects. */
  LiveSeries liveCounters(String name, String help, String... labels) {
    return new LiveSeries(
        REGISTRY,
        (value, values) ->
            counter(name, help, () -> (long) value.getAsDouble(), tags(labels, values)));
  }

  /**
   * Creates a histogram of durations.
   *
   * @param bounds of the buckets, in seconds
   */
  Timer timer(String name, String help, double[] bounds) {
    return timers(name, help, bounds).with();
  }

  /** Creates the histograms of one name. */
  Family<Timer> timers(String name, String help, double[] bounds, String... labels) {
    Duration[] buckets =
        Arrays.stream(bounds)
            .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * NANOS)))
            .toArray(Duration[]::new);
    return new Family<>(
        values ->
            register(
                Timer.builder(full(name)).percentiles(new double[0]).buckets(buckets),
                help,
                tags(labels, values)));
  }

  private <B extends Meter.Builder<B, M>, M extends Meter> M register(
      B builder, String help, Tag... tags) {
    return REGISTRY.getOrCreate(builder.description(help).scope(scope).tags(List.of(tags)));
  }

  private static String full(String name) {
    return "joinly_manager_" + name;
  }

  private static Tag[] tags(String[] labels, List<String> values) {
    if (labels.length != values.size()) {
      throw new IllegalArgumentException(labels.length + " labels, " + values.size() + " values");
    }
    return IntStream.range(0, labels.length)
        .mapToObj(i -> Tag.create(labels[i], values.get(i)))
        .toArray(Tag[]::new);
  }

  /** Removes the meters of this manager. */
  void close() {
    List.copyOf(REGISTRY.meters(meter -> meter.scope().filter(scope::equals).isPresent()))
        .forEach(REGISTRY::remove);
    synchronized (MANAGERS) {
      MANAGERS.remove(number);
    }
  }
}
