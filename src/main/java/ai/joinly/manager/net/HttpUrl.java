package ai.joinly.manager.net;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Http or https URL with a host. Unlike {@link URI#getHost}, supports hosts with underscores, which
 * are common in container networks.
 *
 * @param uri as given
 * @param scheme in lower case
 * @param host in lower case, an IPv6 address in brackets
 * @param port the scheme's default if none was given
 */
public record HttpUrl(URI uri, String scheme, String host, int port) {
  private static final int MAX_PORT = 65_535;
  private static final Pattern UNDERSCORED =
      Pattern.compile("(?=[^_]*+_)[A-Za-z0-9_][A-Za-z0-9._-]{0,252}");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  /** Parses a URL; returns empty unless it is http or https with a host and a valid port. */
  public static Optional<HttpUrl> parse(String text) {
    try {
      return parse(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<HttpUrl> parse(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https"))) {
      return Optional.empty();
    }
    String host = uri.getHost();
    int port = uri.getPort();
    if (host == null) {
      String server = withoutUserInfo(uri);
      int colon = server.lastIndexOf(':');
      host = colon < 0 ? server : server.substring(0, colon);
      String digits = colon < 0 ? "" : server.substring(colon + 1);
      if (!UNDERSCORED.matcher(host).matches()
          || !(digits.isEmpty() || PORT.matcher(digits).matches())) {
        return Optional.empty();
      }
      port = digits.isEmpty() ? -1 : Integer.parseInt(digits);
    }
    return port == 0 || port > MAX_PORT
        ? Optional.empty()
        : Optional.of(
            new HttpUrl(
                uri, scheme, host.toLowerCase(Locale.ROOT), port < 0 ? defaultPort(scheme) : port));
  }

  /**
   * Converts a URI that was checked before.
   *
   * @throws IllegalArgumentException when it is not an http or https URL
   */
  public static HttpUrl of(URI uri) {
    return parse(uri).orElseThrow(() -> new IllegalArgumentException("not an http or https URL"));
  }

  public boolean isSecure() {
    return scheme.equals("https");
  }

  /** Returns whether the URL contains a user or a password. */
  public boolean hasUserInfo() {
    return uri.getRawAuthority().contains("@");
  }

  /** Returns the part before the host: a user, usually with a password. */
  public Optional<String> userInfo() {
    String authority = uri.getRawAuthority();
    int at = authority.lastIndexOf('@');
    return at < 0 ? Optional.empty() : Optional.of(authority.substring(0, at));
  }

  /** Returns the raw path, which may be empty. */
  public String path() {
    return Optional.ofNullable(uri.getRawPath()).orElse("");
  }

  public Optional<String> query() {
    return Optional.ofNullable(uri.getRawQuery());
  }

  public boolean hasFragment() {
    return uri.getRawFragment() != null;
  }

  /** Returns the host, with the port unless it is the scheme's default. */
  public String hostAndPort() {
    return port == defaultPort(scheme) ? host : host + ":" + port;
  }

  /** Returns the host with the port. */
  public String hostWithPort() {
    return host + ":" + port;
  }

  /**
   * Returns whether {@code hosts}, in lower case, contain the host with its port, or without if the
   * port is the scheme's default. Hosts are compared as text, without resolving them.
   */
  public boolean isOneOf(Collection<String> hosts) {
    return hosts.contains(hostWithPort()) || hosts.contains(hostAndPort());
  }

  /** Returns whether it consists only of scheme, host, port and path. */
  public boolean isPlain() {
    return !hasUserInfo() && query().isEmpty() && !hasFragment();
  }

  public String pathAndQuery() {
    return path() + query().map(query -> "?" + query).orElse("");
  }

  /**
   * Returns the URL for a request, without user info and fragment. Scheme and host are in lower
   * case, as the HTTP client treats {@code HTTPS} as a scheme without encryption.
   */
  public URI canonical() {
    return URI.create(origin() + pathAndQuery());
  }

  /** Parses an origin and returns it as browsers write it; empty unless it is one. */
  public static Optional<String> originIn(String text) {
    return parse(text)
        .filter(url -> url.isPlain() && (url.path().isEmpty() || url.path().equals("/")))
        .map(HttpUrl::origin);
  }

  /** Returns a host name without the trailing dot of a fully qualified name. */
  public static String withoutFinalDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  /** Returns the origin: scheme, host and, unless it is the scheme's default, the port. */
  public String origin() {
    return scheme + "://" + hostAndPort();
  }

  private static int defaultPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  private static String withoutUserInfo(URI uri) {
    String authority = Optional.ofNullable(uri.getRawAuthority()).orElse("");
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  /** Returns the URL without user info, query and fragment, which may contain secrets. */
  @Override
  public String toString() {
    return origin() + path();
  }
}
