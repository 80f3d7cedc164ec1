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
 * What every request passes first: it gets the {@link CommonHeaders}, pages of foreign origins and
 * requests for foreign hosts are refused (a page needs no answer to stop an agent), and questions
 * of browsers about origins are answered. It also ends the connections whose end was announced,
 * which the web server leaves to the client. WebSockets do not pass here; they ask {@link Origins}
 * themselves.
 */
public final class RequestFilter implements Filter {
  private static final String SECONDS_TO_REMEMBER = "600";

  /** What a client gets to send the rest in that nobody reads. */
  private static final Duration LONGEST_REST = Duration.ofSeconds(5);

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
      throw new CloseConnectionException("the end of the connection was announced");
    }
  }

  /**
   * Announces the end of the connection when the client waits to be asked for its body, and was
   * not: it may send the body all the same, and the web server would read a request in it.
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
            "Content-Type, Accept, Authorization, X-Request-Id"));
    response.header(HeaderValues.create(HeaderNames.ACCESS_CONTROL_MAX_AGE, SECONDS_TO_REMEMBER));
    response.status(Status.NO_CONTENT_204).send();
  }

  /** To close with data unread would reset the connection, and the client might miss its answer. */
  private static void readRest(RoutingRequest request) {
    if (waitsToSend(request)) {
      return;
    }
    Deadline deadline = Deadline.start(LONGEST_REST);
    try {
      request.content().consume();
    } catch (RuntimeException e) {
      throw new CloseConnectionException("the client did not send what it announced", e);
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
