package ai.joinly.manager.net;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An http or https URL with a host. Unlike {@link URI#getHost}, it knows hosts with underscores,
 * which are usual in container networks.
 *
 * @param uri as it was given
 * @param scheme in lower case
 * @param host in lower case, an IPv6 address in brackets
 * @param port the scheme's own if none was given
 */
public record HttpUrl(URI uri, String scheme, String host, int port) {
  private static final int MAX_PORT = 65_535;
  private static final Pattern UNDERSCORED =
      Pattern.compile("(?=[^_]*+_)[A-Za-z0-9_][A-Za-z0-9._-]{0,252}");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  /** The URL in {@code text}; empty unless it is http or https with a host and a possible port. */
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
                uri, scheme, host.toLowerCase(Locale.ROOT), port < 0 ? ownPort(scheme) : port));
  }

  /**
   * The same for one that was checked before.
   *
   * @throws IllegalArgumentException when it is no http or https URL
   */
  public static HttpUrl of(URI uri) {
    return parse(uri).orElseThrow(() -> new IllegalArgumentException("not an http or https URL"));
  }

  public boolean isSecure() {
    return scheme.equals("https");
  }

  /** Whether a user or a password stands in it. */
  public boolean hasUserInfo() {
    return uri.getRawAuthority().contains("@");
  }

  /** What stands before the host: a user, mostly with a password. */
  public Optional<String> userInfo() {
    String authority = uri.getRawAuthority();
    int at = authority.lastIndexOf('@');
    return at < 0 ? Optional.empty() : Optional.of(authority.substring(0, at));
  }

  /** The raw path, which may be empty. */
  public String path() {
    return Optional.ofNullable(uri.getRawPath()).orElse("");
  }

  public Optional<String> query() {
    return Optional.ofNullable(uri.getRawQuery());
  }

  public boolean hasFragment() {
    return uri.getRawFragment() != null;
  }

  /** With the port only where it is not the scheme's own. */
  public String hostAndPort() {
    return port == ownPort(scheme) ? host : host + ":" + port;
  }

  /** With the port always. */
  public String hostWithPort() {
    return host + ":" + port;
  }

  /**
   * Whether {@code hosts}, in lower case, have it: with its port, or without where that is the
   * scheme's own. Hosts are compared as they are written, never by what they resolve to.
   */
  public boolean isOneOf(Collection<String> hosts) {
    return hosts.contains(hostWithPort()) || hosts.contains(hostAndPort());
  }

  /** Returns whether it has nothing but scheme, host, port and path. */
  public boolean isPlain() {
    return !hasUserInfo() && query().isEmpty() && !hasFragment();
  }

  public String pathAndQuery() {
    return path() + query().map(query -> "?" + query).orElse("");
  }

  /**
   * Returns what a request needs of it. Scheme and host are in lower case: the HTTP client takes
   * {@code HTTPS} for a scheme without encryption.
   */
  public URI canonical() {
    return URI.create(origin() + pathAndQuery());
  }

  /** Returns {@code text} as browsers write an origin; empty unless it is one. */
  public static Optional<String> originIn(String text) {
    return parse(text)
        .filter(url -> url.isPlain() && (url.path().isEmpty() || url.path().equals("/")))
        .map(HttpUrl::origin);
  }

  /** Returns a host name without the dot that may end a full one. */
  public static String withoutFinalDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  /** Scheme, host and, where it is not the scheme's own, port: what browsers call an origin. */
  public String origin() {
    return scheme + "://" + hostAndPort();
  }

  private static int ownPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  private static String withoutUserInfo(URI uri) {
    String authority = Optional.ofNullable(uri.getRawAuthority()).orElse("");
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  /** Without user info, query and fragment, which may hold secrets. */
  @Override
  public String toString() {
    return origin() + path();
  }
}
