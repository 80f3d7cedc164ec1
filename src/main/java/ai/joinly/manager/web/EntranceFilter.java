package ai.joinly.manager.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * What every request passes first: it gets the {@link CommonHeaders}, pages of foreign origins are
 * refused (a page needs no answer to stop an agent), and questions of browsers about origins are
 * answered. WebSockets do not pass here; they ask {@link Origins} themselves.
 */
final class EntranceFilter implements Filter {
  private static final String SECONDS_TO_REMEMBER = "600";

  private final Origins origins;
  private final CommonHeaders commonHeaders;

  EntranceFilter(Origins origins, CommonHeaders commonHeaders) {
    this.origins = origins;
    this.commonHeaders = commonHeaders;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    commonHeaders.of(request.headers()).forEach(response::header);
    if (!origins.allows(request.headers())) {
      throw new ApiException(ApiError.foreignOrigin());
    }
    if (isPreflight(request)) {
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
      return;
    }
    chain.proceed();
  }

  private static boolean isPreflight(RoutingRequest request) {
    return request.prologue().method().equals(Method.OPTIONS)
        && request.headers().contains(HeaderNames.ORIGIN)
        && request.headers().contains(HeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
  }
}
