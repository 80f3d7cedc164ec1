package ai.joinly.manager.llm;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The address of a server, in the one spelling by which addresses are compared. */
record BaseUrl(URI uri) {
  /** What an address has to be, for error messages. */
  static final String ALLOWED =
      "http or https URL with a host and without user info, query and fragment";

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)\\]");
  private static final Pattern VERSIONED = Pattern.compile(".*/v\\d+[a-z]*");

  /** Empty when {@code value} is no address that requests may be sent to. */
  static Optional<BaseUrl> parse(String value) {
    try {
      URI uri = new URI(value.strip());
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (!(scheme.equals("http") || scheme.equals("https"))
          || uri.getHost() == null
          || uri.getRawUserInfo() != null
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null
          || uri.getPort() > 65_535) {
        return Optional.empty();
      }
      return Optional.of(
          new BaseUrl(
              new URI(scheme + "://" + hostAndPort(uri) + uri.getRawPath().replaceAll("/+$", ""))));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** In lower case, and with the port only where it is not the scheme's own. */
  String hostAndPort() {
    return hostAndPort(uri);
  }

  /** Whether {@code hosts}, in lower case, have it: by its name and, or only so, with its port. */
  boolean isOneOf(Collection<String> hosts) {
    return hosts.contains(hostAndPort())
        || hosts.contains(uri.getHost() + ":" + (uri.getPort() < 0 ? ownPort(uri) : uri.getPort()));
  }

  boolean isLoopback() {
    return LOOPBACK.matcher(uri.getHost()).matches();
  }

  /** With {@code path} at its end. */
  URI then(String path) {
    return URI.create(uri + path);
  }

  /** With {@code version} at its end, unless some version is there already. */
  URI withVersion(String version) {
    return VERSIONED.matcher(uri.getRawPath()).matches() ? uri : then("/" + version);
  }

  private static String hostAndPort(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return uri.getPort() < 0 || uri.getPort() == ownPort(uri) ? host : host + ":" + uri.getPort();
  }

  private static int ownPort(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
