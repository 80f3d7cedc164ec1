package ai.joinly.manager.llm.provider;

import ai.joinly.manager.net.HttpUrl;
import java.net.URI;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/** Base URL of a server, in a normal form that can be compared. */
public record BaseUrl(URI uri) {
  /** Requirement for an address, for error messages. */
  static final String ALLOWED =
      "http or https URL with a host and without user info, query and fragment";

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)\\]");
  private static final Pattern VERSIONED = Pattern.compile(".*/v\\d+[a-z]*");

  /** Parses {@code value}; empty when it is not an address that requests may be sent to. */
  static Optional<BaseUrl> parse(String value) {
    return HttpUrl.parse(value.strip())
        .filter(HttpUrl::isPlain)
        .map(url -> new BaseUrl(URI.create(url.origin() + url.path().replaceAll("/+$", ""))));
  }

  /** Returns host and port in lower case, without the scheme's default port. */
  public String hostAndPort() {
    return HttpUrl.of(uri).hostAndPort();
  }

  /**
   * Returns whether {@code hosts}, in lower case, contain this server, by its name alone if it has
   * the default port, or by name and port.
   */
  boolean isOneOf(Collection<String> hosts) {
    return HttpUrl.of(uri).isOneOf(hosts);
  }

  boolean isLoopback() {
    return LOOPBACK.matcher(HttpUrl.of(uri).host()).matches();
  }

  /** Returns the URL with {@code path} appended. */
  URI then(String path) {
    return URI.create(uri + path);
  }

  /** Returns the URL with {@code version} appended, unless it ends with a version. */
  URI withVersion(String version) {
    return VERSIONED.matcher(uri.getRawPath()).matches() ? uri : then("/" + version);
  }
}
