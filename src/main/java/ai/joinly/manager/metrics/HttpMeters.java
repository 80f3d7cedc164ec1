package ai.joinly.manager.metrics;

import ai.joinly.manager.api.http.RequestObserver;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Timer;
import java.util.concurrent.TimeUnit;

/** Meters of API requests. Thread-safe. */
final class HttpMeters implements RequestObserver {
  /** Slow requests wait for an agent to leave its meeting. */
  private static final double[] BOUNDS = {0.005, 0.025, 0.1, 0.5, 2.5, 10};

  private static final String NO_ROUTE = "none";

  private final Family<Counter> requests;
  private final Family<Timer> durations;

  HttpMeters(Meters meters) {
    this.requests =
        meters.counters(
            "http_requests",
            "Requests by method, template of the path and status.",
            "method",
            "route",
            "status");
    this.durations =
        meters.timers(
            "http_request_duration_seconds",
            "Time from a request's head to the end of its answer.",
            BOUNDS,
            "route");
  }

  @Override
  public void onRequest(String method, String route, int status, long nanos) {
    requests.with(method, route, Integer.toString(status)).increment();
    if (!route.equals(NO_ROUTE)) {
      durations.with(route).record(nanos, TimeUnit.NANOSECONDS);
    }
  }
}
