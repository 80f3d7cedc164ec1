package ai.joinly.manager.api.http;

import ai.joinly.manager.logging.LineLimit;
import ai.joinly.manager.logging.LogContext;
import ai.joinly.manager.logging.LogFields;
import io.helidon.http.Status;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Recorder of the outcome of requests, for the observer and the log; it uses the route, never the
 * path.
 */
final class RequestRecord {
  private static final System.Logger LOGGER = System.getLogger(RequestRecord.class.getName());
  static final String NO_ROUTE = "none";

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  /** Reading methods, logged at debug level because probes and scrapes arrive every few seconds. */
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  /** Limits the log lines of invalid requests, so that a client cannot fill the disk. */
  private static final LineLimit REFUSED =
      new LineLimit(
          10,
          more -> LOGGER.log(Level.INFO, "{0} more requests were refused within a second", more));

  private RequestRecord() {}

  /** Starts to measure a request; it is recorded when the response has been sent. */
  static void begin(RoutingRequest request, RoutingResponse response, RequestObserver observer) {
    long started = System.nanoTime();
    String id = response.headers().first(CommonHeaders.REQUEST_ID).orElse("");
    response.whenSent(
        () -> LogContext.runWithRequest(id, () -> report(request, response, observer, started)));
  }

  private static void report(
      RoutingRequest request, RoutingResponse response, RequestObserver observer, long started) {
    String method = method(request.prologue().method().text());
    String route = route(request);
    int status = response.status().code();
    long nanos = System.nanoTime() - started;
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
    observer.onRequest(method, route, status, nanos);
    if (status >= Status.BAD_REQUEST_400.code() && !REFUSED.take()) {
      return;
    }
    LOGGER.log(
        READING.contains(method) ? Level.DEBUG : Level.INFO,
        "{0} {1} was answered with {2} in {3} ms",
        method,
        route,
        Integer.toString(status),
        Long.toString(millis),
        LogFields.of("method", method)
            .and("route", route)
            .and("status", status)
            .and("duration_ms", millis));
  }

  /** Returns the template of the path, such as {@code /agents/{agent_id}}. */
  static String route(ServerRequest request) {
    // Empty if only the handler of all paths matched; "/agents/" for the root of a service.
    String pattern = request.matchingPattern().filter(p -> !p.isEmpty()).orElse(NO_ROUTE);
    return pattern.length() > 1 && pattern.endsWith("/")
        ? pattern.substring(0, pattern.length() - 1)
        : pattern;
  }

  /**
   * Returns a known method or {@code OTHER}, because clients may send any text and metrics must
   * stay bounded.
   */
  static String method(String text) {
    return METHODS.contains(text) ? text : "OTHER";
  }
}
