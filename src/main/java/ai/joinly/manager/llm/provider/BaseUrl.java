package ai.joinly.manager.llm.provider;

import ai.joinly.manager.net.HttpUrl;
import java.net.URI;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/** The address of a server, in the one spelling by which addresses are compared. */
public record BaseUrl(URI uri) {
  /** What an address has to be, for error messages. */
  static final String ALLOWED =
      "http or https URL with a host and without user info, query and fragment";

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)\\]");
  private static final Pattern VERSIONED = Pattern.compile(".*/v\\d+[a-z]*");

  /** Empty when {@code value} is no address that requests may be sent to. */
  static Optional<BaseUrl> parse(String value) {
    return HttpUrl.parse(value.strip())
        .filter(HttpUrl::isPlain)
        .map(url -> new BaseUrl(URI.create(url.origin() + url.path().replaceAll("/+$", ""))));
  }

  /** In lower case, and with the port only where it is not the scheme's own. */
  public String hostAndPort() {
    return HttpUrl.of(uri).hostAndPort();
  }

  /** Whether {@code hosts}, in lower case, have it: by its name and, or only so, with its port. */
  boolean isOneOf(Collection<String> hosts) {
    return HttpUrl.of(uri).isOneOf(hosts);
  }

  boolean isLoopback() {
    return LOOPBACK.matcher(HttpUrl.of(uri).host()).matches();
  }

  /** With {@code path} at its end. */
  URI then(String path) {
    return URI.create(uri + path);
  }

  /** With {@code version} at its end, unless some version is there already. */
  URI withVersion(String version) {
    return VERSIONED.matcher(uri.getRawPath()).matches() ? uri : then("/" + version);
  }
}
