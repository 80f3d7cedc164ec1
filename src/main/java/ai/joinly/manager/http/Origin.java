package ai.joinly.manager.http;

import java.net.URI;
import java.util.Locale;

/** Where a connection leads. */
record Origin(String scheme, String host, int port) {
  private static final String SECURE = "https";

  static Origin of(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals(SECURE) ? 443 : 80;
    return new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
  }

  boolean isSecure() {
    return scheme.equals(SECURE);
  }
}
