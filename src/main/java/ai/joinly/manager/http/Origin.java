package ai.joinly.manager.http;

import ai.joinly.manager.net.HttpUrl;
import java.net.URI;

/** Scheme, host and port of a server. */
record Origin(String scheme, String host, int port) {
  private static final String SECURE = "https";

  static Origin of(URI uri) {
    HttpUrl url = HttpUrl.of(uri);
    return new Origin(url.scheme(), url.host(), url.port());
  }

  boolean isSecure() {
    return scheme.equals(SECURE);
  }
}
