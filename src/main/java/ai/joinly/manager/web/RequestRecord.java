package ai.joinly.manager.web;

import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Set;

/** Tells the observer of requests what came of one. */
final class RequestRecord {
  static final String NO_ROUTE = "none";

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private RequestRecord() {}

  /** Begins to watch a request; it is told of when its answer has been sent. */
  static void begin(RoutingRequest request, RoutingResponse response, RequestObserver observer) {
    long begun = System.nanoTime();
    response.whenSent(
        () ->
            observer.onRequest(
                method(request.prologue().method().text()),
                request.matchingPattern().orElse(NO_ROUTE),
                response.status().code(),
                System.nanoTime() - begun));
  }

  /** A client may send any word as a method; there must not be a figure for each. */
  static String method(String text) {
    return METHODS.contains(text) ? text : "OTHER";
  }
}
