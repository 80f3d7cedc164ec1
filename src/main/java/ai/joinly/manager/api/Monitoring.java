package ai.joinly.manager.api;

import ai.joinly.manager.api.http.RequestObserver;
import ai.joinly.manager.api.observe.HealthDetail;
import ai.joinly.manager.api.observe.Readiness;
import ai.joinly.manager.logging.StateLog;
import io.helidon.metrics.api.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the web server shows, and tells, to those who watch the process.
 *
 * @param readiness decides the probes
 * @param details what is shown beside them; must not block; called on any thread
 * @param metrics what is served to Prometheus
 * @param requests hears of every request that was answered
 * @param uptime the time since the start of the manager
 * @param states writes what happens to clients to the log
 * @param whenPortLost ends the process, which cannot be reached any more
 */
public record Monitoring(
    Readiness readiness,
    Supplier<List<HealthDetail>> details,
    Optional<Metrics> metrics,
    RequestObserver requests,
    Supplier<Duration> uptime,
    StateLog states,
    Runnable whenPortLost) {

  /** For a process that does not end when its port is lost. */
  public Monitoring(
      Readiness readiness,
      Supplier<List<HealthDetail>> details,
      Optional<Metrics> metrics,
      RequestObserver requests,
      Supplier<Duration> uptime,
      StateLog states) {
    this(readiness, details, metrics, requests, uptime, states, () -> {});
  }

  /** The meters of the process in Helidon's registry. Thread-safe. */
  public interface Metrics {
    MeterRegistry registry();

    /** Looks up, for the next scrape, what is not recorded as it happens. */
    void refresh();
  }

  /** Nobody watches; the process is ready at once. */
  public static Monitoring none() {
    Readiness readiness = new Readiness();
    readiness.started();
    return new Monitoring(
        readiness,
        List::of,
        Optional.empty(),
        RequestObserver.NONE,
        () -> Duration.ZERO,
        new StateLog(System::nanoTime));
  }
}
