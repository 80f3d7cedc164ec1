package ai.joinly.manager.metrics;

import ai.joinly.manager.api.http.RequestObserver;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What was asked of the API. Thread-safe. */
final class HttpMeters implements RequestObserver {
  /** The slow ones wait for a meeting to be left. */
  private static final double[] BOUNDS = {0.005, 0.025, 0.1, 0.5, 2.5, 10};

  private static final String NO_ROUTE = "none";

  private final Counter requests;
  private final Histogram durations;

  HttpMeters(PrometheusRegistry registry) {
    this.requests =
        Names.counter(
            registry,
            "http_requests",
            "Requests by method, template of the path and status.",
            "method",
            "route",
            "status");
    this.durations =
        Names.durations(
            registry,
            "http_request_duration_seconds",
            "Time from a request's head to the end of its answer.",
            BOUNDS,
            "route");
  }

  @Override
  public void onRequest(String method, String route, int status, long nanos) {
    requests.labelValues(method, route, Integer.toString(status)).inc();
    if (!route.equals(NO_ROUTE)) {
      durations.labelValues(route).observe(Names.seconds(nanos));
    }
  }
}
