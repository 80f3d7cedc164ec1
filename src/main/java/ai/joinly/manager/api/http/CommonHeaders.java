package ai.joinly.manager.api.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Headers of every response: the request id, the security headers, and the CORS headers for allowed
 * origins. Thread-safe.
 */
public final class CommonHeaders {
  static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");

  private static final Pattern VALID_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final List<Header> FIXED =
      List.of(
          HeaderValues.create("X-Content-Type-Options", "nosniff"),
          HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store"),
          HeaderValues.create(HeaderNames.VARY, "Origin"));
  private static final List<Header> FOR_ALLOWED_ORIGINS =
      List.of(
          HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true"),
          HeaderValues.create(
              HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
              "X-Request-Id, Location, Link, Retry-After"));

  private final Origins origins;
  private final OwnHosts hosts;

  public CommonHeaders(Origins origins, OwnHosts hosts) {
    this.origins = origins;
    this.hosts = hosts;
  }

  /** Returns the headers of the response to a request with the headers {@code request}. */
  List<Header> of(Headers request) {
    List<Header> headers = new ArrayList<>(FIXED);
    headers.add(HeaderValues.create(REQUEST_ID, requestId(request)));
    Origins.of(request)
        .filter(origin -> hosts.allows(request) && origins.allows(request))
        .ifPresent(
            origin -> {
              headers.add(HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin));
              headers.addAll(FOR_ALLOWED_ORIGINS);
            });
    return headers;
  }

  /** Returns the client's request id if it is valid, otherwise a new one. */
  private static String requestId(Headers request) {
    return request
        .first(REQUEST_ID)
        .filter(id -> VALID_ID.matcher(id).matches())
        .orElseGet(() -> HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
  }
}
