package ai.joinly.manager.api.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which web pages may use the manager: those of the configured origins, and those it is asked for
 * itself. Whoever sends no {@code Origin} is no web page and may, too. Thread-safe.
 */
public final class Origins {
  private final Set<String> configured;

  public Origins(List<String> configured) {
    this.configured =
        configured.stream().map(Origins::normalized).collect(Collectors.toUnmodifiableSet());
  }

  /** The origin of the page that sent the request. */
  static Optional<String> of(Headers request) {
    return request.first(HeaderNames.ORIGIN);
  }

  public boolean allows(Headers request) {
    Optional<String> origin = of(request).map(Origins::normalized);
    return origin.isEmpty()
        || configured.contains(origin.get())
        || request.first(HeaderNames.HOST).filter(host -> isOwn(origin.get(), host)).isPresent();
  }

  /** A proxy may have ended TLS before us, so either scheme is the same origin. */
  private static boolean isOwn(String origin, String host) {
    String authority = host.toLowerCase(Locale.ROOT);
    return origin.equals(normalized("http://" + authority))
        || origin.equals(normalized("https://" + authority));
  }

  /** In lower case, without what every browser leaves out: a final slash, the default port. */
  private static String normalized(String origin) {
    String text = origin.strip().toLowerCase(Locale.ROOT);
    if (text.endsWith("/")) {
      text = text.substring(0, text.length() - 1);
    }
    if (text.startsWith("http://") && text.endsWith(":80")) {
      return text.substring(0, text.length() - ":80".length());
    }
    if (text.startsWith("https://") && text.endsWith(":443")) {
      return text.substring(0, text.length() - ":443".length());
    }
    return text;
  }
}
