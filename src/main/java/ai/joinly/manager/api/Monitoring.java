package ai.joinly.manager.api;

import ai.joinly.manager.api.http.RequestObserver;
import ai.joinly.manager.api.observe.HealthDetail;
import ai.joinly.manager.api.observe.Readiness;
import ai.joinly.manager.logging.StateLog;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the web server shows, and tells, to those who watch the process.
 *
 * @param readiness decides the probes
 * @param details what is shown beside them; must not block; called on any thread
 * @param metrics the page of figures
 * @param requests hears of every request that was answered
 * @param uptime the time since the start of the manager
 * @param states writes what happens to clients to the log
 * @param whenPortLost ends the process, which cannot be reached any more
 */
public record Monitoring(
    Readiness readiness,
    Supplier<List<HealthDetail>> details,
    MetricsPage metrics,
    RequestObserver requests,
    Supplier<Duration> uptime,
    StateLog states,
    Runnable whenPortLost) {

  /** For a process that does not end when its port is lost. */
  public Monitoring(
      Readiness readiness,
      Supplier<List<HealthDetail>> details,
      MetricsPage metrics,
      RequestObserver requests,
      Supplier<Duration> uptime,
      StateLog states) {
    this(readiness, details, metrics, requests, uptime, states, () -> {});
  }

  /** The figures of the process as Prometheus reads them. Thread-safe. */
  public interface MetricsPage {
    /** What {@code Content-Type} says of the page. */
    String contentType();

    /** Writes the figures of now; does not close {@code out}. */
    void write(OutputStream out) throws IOException;
  }

  /** Nobody watches; the process is ready at once. */
  public static Monitoring none() {
    Readiness readiness = new Readiness();
    readiness.started();
    MetricsPage empty =
        new MetricsPage() {
          @Override
          public String contentType() {
            return "text/plain; charset=utf-8";
          }

          @Override
          public void write(OutputStream out) {}
        };
    return new Monitoring(
        readiness,
        List::of,
        empty,
        RequestObserver.NONE,
        () -> Duration.ZERO,
        new StateLog(System::nanoTime));
  }
}
