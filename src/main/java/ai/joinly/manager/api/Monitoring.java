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
 * Monitoring hooks of the web server.
 *
 * @param readiness decides the readiness probe
 * @param details the health details in addition to the probes; must not block; called on any thread
 * @param metrics the meters served to Prometheus
 * @param requests receives every answered request
 * @param uptime the time since the start of the manager
 * @param states logs problems of clients and of the server
 * @param whenPortLost ends the process when its port is lost
 */
public record Monitoring(
    Readiness readiness,
    Supplier<List<HealthDetail>> details,
    Optional<Metrics> metrics,
    RequestObserver requests,
    Supplier<Duration> uptime,
    StateLog states,
    Runnable whenPortLost) {

  /** Creates hooks that do nothing when the port is lost. */
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

    /** Updates, before a scrape, the meters that are not recorded as events occur. */
    void refresh();
  }

  /** Returns hooks that do nothing; the process is ready immediately. */
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
