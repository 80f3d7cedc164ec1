package ai.joinly.manager.metrics;

import ai.joinly.manager.store.DamagedRow;
import ai.joinly.manager.store.StoreObserver;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/** What was written down. Thread-safe. */
final class StoreMeters implements StoreObserver {
  private static final double[] BOUNDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10};

  /** Shown from the beginning, so that the first row is an increase. */
  private static final List<String> TABLES =
      List.of(
          "actions", "agents", "analyses", "events", "messages", "orders", "sessions", "usages");

  private final Counter changes;
  private final Counter failures;
  private final Counter damaged;
  private final Histogram durations;

  StoreMeters(PrometheusRegistry registry) {
    this.changes = Names.counter(registry, "store_changes", "Changes that were written.");
    this.failures = Names.counter(registry, "store_failures", "Failed attempts to write; retried.");
    this.damaged =
        Names.counter(
            registry, "store_damaged_rows", "Damaged rows that were found and left out.", "table");
    TABLES.forEach(damaged::initLabelValues);
    this.durations =
        Names.durations(
            registry, "store_write_duration_seconds", "Duration of one group write.", BOUNDS);
  }

  @Override
  public void onWritten(int count, long nanos) {
    if (count > 0) { // else it was only looked whether it could
      changes.inc(count);
      durations.observe(Names.seconds(nanos));
    }
  }

  @Override
  public void onFailed(String sentence) {
    failures.inc();
  }

  @Override
  public void onDamaged(DamagedRow row) {
    damaged.labelValues(row.table()).inc();
  }
}
