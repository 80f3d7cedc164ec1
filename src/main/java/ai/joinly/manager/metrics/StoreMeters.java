package ai.joinly.manager.metrics;

import ai.joinly.manager.store.DamagedRow;
import ai.joinly.manager.store.StoreObserver;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Meters of store writes. Thread-safe. */
final class StoreMeters implements StoreObserver {
  private static final double[] BOUNDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10};

  /** Registered at the start, so that the first damaged row is an increase. */
  private static final List<String> TABLES =
      List.of(
          "actions",
          "agents",
          "analyses",
          "events",
          "idempotency_keys",
          "messages",
          "orders",
          "sessions",
          "usages");

  private final Counter changes;
  private final Counter failures;
  private final Family<Counter> damaged;
  private final Timer durations;

  StoreMeters(Meters meters) {
    this.changes = meters.counter("store_changes", "Changes that were written.");
    this.failures = meters.counter("store_failures", "Failed attempts to write; retried.");
    this.damaged =
        meters.counters("store_damaged_rows", "Damaged rows that were found and skipped.", "table");
    TABLES.forEach(damaged::with);
    this.durations =
        meters.timer("store_write_duration_seconds", "Duration of one group write.", BOUNDS);
  }

  @Override
  public void onWritten(int count, long nanos) {
    if (count > 0) { // 0 for a check without changes
      changes.increment(count);
      durations.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void onFailed(String sentence) {
    failures.increment();
  }

  @Override
  public void onDamaged(DamagedRow row) {
    damaged.with(row.table()).increment();
  }
}
