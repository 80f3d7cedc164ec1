package ai.joinly.manager.api.observe;

import ai.joinly.manager.api.Monitoring.Metrics;
import ai.joinly.manager.api.http.ApiCalls;
import ai.joinly.manager.api.http.Resource;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;

/**
 * Routing before Helidon's observers at {@code /health} and {@code /metrics}: rejects other
 * methods, counts calls and refreshes the metrics.
 */
public final class ObservedPaths implements HttpService {
  static final String HEALTH = "/health";
  static final String METRICS = "/metrics";

  /** The prefix that Helidon gives these paths by default. */
  private static final String PREFIX = "/observe";

  private static final List<String> PROBES =
      List.of(HEALTH, HEALTH + "/live", HEALTH + "/ready", HEALTH + "/started");

  private final Optional<Metrics> metrics;
  private final ApiCalls calls;

  public ObservedPaths(Optional<Metrics> metrics, ApiCalls calls) {
    this.metrics = metrics;
    this.calls = calls;
  }

  @Override
  public void routing(HttpRules rules) {
    PROBES.forEach(path -> rules.any(path, new Resource(calls).get(ObservedPaths::probe)));
    rules.any(METRICS, new Resource(calls).get(this::scrape));
    rules.get(METRICS + "/*", this::scrape);
    // Only these: rerouting all paths with the prefix would expose the complete API a second time.
    PROBES.forEach(path -> rules.any(PREFIX + path, ObservedPaths::withoutPrefix));
    rules.any(PREFIX + METRICS, ObservedPaths::withoutPrefix);
  }

  private static void probe(ServerRequest request, ServerResponse response) {
    response.beforeSend(
        () -> {
          if (response.status().equals(Status.NO_CONTENT_204)) { // to HEAD
            response.status(Status.OK_200);
          } else if (response.status().equals(Status.SERVICE_UNAVAILABLE_503)) {
            response.header(HeaderValues.create(HeaderNames.RETRY_AFTER, "5"));
          }
        });
    response.next();
  }

  private void scrape(ServerRequest request, ServerResponse response) {
    if (request.prologue().method().equals(Method.HEAD)) { // which Helidon does not support here
      response.send();
    } else {
      metrics.ifPresent(Metrics::refresh);
      response.next();
    }
  }

  private static void withoutPrefix(ServerRequest request, ServerResponse response) {
    response.reroute(request.path().rawPath().substring(PREFIX.length()), request.query());
  }
}
