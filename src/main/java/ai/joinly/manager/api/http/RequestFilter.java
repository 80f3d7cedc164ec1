package ai.joinly.manager.api.http;

import ai.joinly.manager.logging.LogContext;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.time.Duration;

/**
 * First filter of every request. It sets the {@link CommonHeaders}, rejects pages of foreign
 * origins and requests for foreign hosts (a page could stop an agent without reading the response),
 * and answers CORS preflight requests. It also closes a connection after a response with {@code
 * Connection: close}, which the web server leaves to the client. WebSocket upgrades bypass this
 * filter and check {@link Origins} themselves.
 */
public final class RequestFilter implements Filter {
  private static final String MAX_AGE_SECONDS = "600";

  /** Time limit for a client to send the rest of a body, which is discarded. */
  private static final Duration MAX_REST_TIME = Duration.ofSeconds(5);

  private final Origins origins;
  private final OwnHosts hosts;
  private final CommonHeaders commonHeaders;
  private final ErrorResponses errors;
  private final RequestObserver observer;

  public RequestFilter(
      Origins origins,
      OwnHosts hosts,
      CommonHeaders commonHeaders,
      ErrorResponses errors,
      RequestObserver observer) {
    this.origins = origins;
    this.hosts = hosts;
    this.commonHeaders = commonHeaders;
    this.errors = errors;
    this.observer = observer;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    commonHeaders.of(request.headers()).forEach(response::header);
    response.beforeSend(() -> endAfterUnreadBody(request, response));
    RequestRecord.begin(request, response, observer);
    String id = response.headers().first(CommonHeaders.REQUEST_ID).orElse("");
    LogContext.runWithRequest(id, () -> answer(chain, request, response));
    if (response.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
      readRest(request);
      throw new CloseConnectionException("the response announced the end of the connection");
    }
  }

  /**
   * Announces the end of the connection if the client waits for {@code 100 Continue} and did not
   * receive it: it may send the body nevertheless, and the web server would read the body as a
   * request.
   */
  private static void endAfterUnreadBody(RoutingRequest request, RoutingResponse response) {
    if (waitsToSend(request)) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
  }

  private static boolean waitsToSend(RoutingRequest request) {
    return request.headers().containsToken(HeaderValues.EXPECT_100)
        && request.content().hasEntity()
        && !request.continueSent();
  }

  private void answer(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (!hosts.allows(request.headers())) {
      errors.handle(request, response, new ApiException(ApiError.unknownHost()));
    } else if (!origins.allows(request.headers())) {
      errors.handle(request, response, new ApiException(ApiError.foreignOrigin()));
    } else if (isPreflight(request)) {
      answerPreflight(response);
    } else {
      chain.proceed();
    }
  }

  private static void answerPreflight(RoutingResponse response) {
    response.header(
        HeaderValues.create(
            HeaderNames.ACCESS_CONTROL_ALLOW_METHODS,
            "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));
    response.header(
        HeaderValues.create(
            HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
            "Content-Type, Accept, Authorization, Idempotency-Key, X-Request-Id"));
    response.header(HeaderValues.create(HeaderNames.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS));
    response.status(Status.NO_CONTENT_204).send();
  }

  /**
   * Discards unread data, with which a close would reset the connection before the client reads the
   * response.
   */
  private static void readRest(RoutingRequest request) {
    if (waitsToSend(request)) {
      return;
    }
    Deadline deadline = Deadline.start(MAX_REST_TIME);
    try {
      request.content().consume();
    } catch (RuntimeException e) {
      throw new CloseConnectionException("the client did not send the announced body", e);
    } finally {
      deadline.met();
    }
  }

  private static boolean isPreflight(RoutingRequest request) {
    return request.prologue().method().equals(Method.OPTIONS)
        && request.headers().contains(HeaderNames.ORIGIN)
        && request.headers().contains(HeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
  }
}
