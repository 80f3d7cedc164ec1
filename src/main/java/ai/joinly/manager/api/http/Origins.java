package ai.joinly.manager.api.http;

import ai.joinly.manager.net.HttpUrl;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Origins of web pages that may use the manager: the configured ones, and the origin of the manager
 * itself. A client that sends no {@code Origin} is not a web page and is also allowed. Thread-safe.
 */
public final class Origins {
  private final Set<String> configured;

  public Origins(List<String> configured) {
    this.configured =
        configured.stream().map(Origins::normalized).collect(Collectors.toUnmodifiableSet());
  }

  /** Returns the origin of the page that sent the request. */
  static Optional<String> of(Headers request) {
    return request.first(HeaderNames.ORIGIN);
  }

  public boolean allows(Headers request) {
    Optional<String> origin = of(request).map(Origins::normalized);
    return origin.isEmpty()
        || configured.contains(origin.get())
        || request.first(HeaderNames.HOST).filter(host -> isOwn(origin.get(), host)).isPresent();
  }

  /** A proxy may have terminated TLS, so both schemes count as the same origin. */
  private static boolean isOwn(String origin, String host) {
    return Stream.of("http://", "https://")
        .anyMatch(scheme -> HttpUrl.originIn(scheme + host).equals(Optional.of(origin)));
  }

  /** Returns the origin in the browsers' notation; one with another scheme in lower case. */
  private static String normalized(String origin) {
    return HttpUrl.originIn(origin.strip())
        .orElseGet(() -> origin.strip().toLowerCase(Locale.ROOT));
  }
}
