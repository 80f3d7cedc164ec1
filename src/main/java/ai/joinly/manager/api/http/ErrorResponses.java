package ai.joinly.manager.api.http;

import ai.joinly.manager.api.framing.BadRequest;
import ai.joinly.manager.api.websocket.RefusedUpgrade;
import ai.joinly.manager.logging.LineLimit;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ErrorHandler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Handler that sends every error as JSON: those of the API's handlers, and those that the web
 * server detects before it calls one. Thread-safe.
 */
public final class ErrorResponses implements ErrorHandler<Throwable>, DirectHandler {
  private static final System.Logger LOGGER = System.getLogger(ErrorResponses.class.getName());
  private static final String JSON = "application/json";

  /** Limits the log lines, because one defect may affect every request. */
  private static final LineLimit FAILED =
      new LineLimit(
          10, more -> LOGGER.log(Level.ERROR, "{0} more requests failed within a second", more));

  private final CommonHeaders commonHeaders;
  private final RequestObserver observer;

  public ErrorResponses(CommonHeaders commonHeaders, RequestObserver observer) {
    this.commonHeaders = commonHeaders;
    this.observer = observer;
  }

  /** Returns this handler for all responses that the web server sends on its own. */
  public DirectHandlers directHandlers() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, this);
    }
    return handlers.build();
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response, Throwable failure) {
    ApiError error = ApiErrors.of(failure);
    Optional<String> requestId = response.headers().first(CommonHeaders.REQUEST_ID);
    if (error.status().code() == Status.INTERNAL_SERVER_ERROR_500_CODE && FAILED.take()) {
      LOGGER.log(
          Level.ERROR,
          "Request %s (%s %s) failed"
              .formatted(
                  requestId.orElse("?"),
                  request.prologue().method().text(),
                  RequestRecord.route(request)),
          failure);
    }
    response.headers().remove(HeaderNames.CONTENT_LENGTH);
    response.status(error.status()).header(HeaderNames.CONTENT_TYPE, JSON);
    error.headers().forEach((name, value) -> response.header(HeaderValues.create(name, value)));
    JsonResponse.sendBytes(request, response, error.json(requestId));
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType eventType,
      Status defaultStatus,
      ServerResponseHeaders responseHeaders,
      @Nullable String message) {
    ApiError error =
        switch (request) {
          case RefusedUpgrade refused -> refused.error();
          case BadRequest bad -> ApiErrors.of(bad);
          default -> ApiErrors.ofStatus(defaultStatus);
        };
    observer.onRequest(
        RequestRecord.method(request.method()), RequestRecord.NO_ROUTE, error.status().code(), 0);
    commonHeaders.of(request.headers()).forEach(responseHeaders::set);
    Optional<String> requestId = responseHeaders.first(CommonHeaders.REQUEST_ID);
    TransportResponse.Builder response =
        TransportResponse.builder()
            .status(error.status())
            .headers(responseHeaders)
            .header(HeaderNames.CONTENT_TYPE, JSON)
            .entity(error.json(requestId));
    error.headers().forEach((name, value) -> response.header(name, value));
    return response.build();
  }
}
