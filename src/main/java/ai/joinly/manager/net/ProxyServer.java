package ai.joinly.manager.net;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * HTTP proxy.
 *
 * @param host name or address, an IPv6 address in brackets
 * @param userInfo user and password; never shown
 */
public record ProxyServer(String host, int port, Optional<String> userInfo) {
  private static final int DEFAULT_PORT = 80;

  /** Parses a proxy: {@code http://user:password@host:port}, or a part of that. */
  public static Optional<ProxyServer> parse(String text) {
    String url = text.contains("://") ? text : "http://" + text;
    return HttpUrl.parse(url)
        .filter(
            one ->
                !one.isSecure()
                    && (one.path().isEmpty() || one.path().equals("/"))
                    && one.query().isEmpty()
                    && !one.hasFragment())
        .map(
            one -> new ProxyServer(one.host(), one.port(), one.userInfo().map(ProxyServer::plain)));
  }

  /** Decodes percent escapes; a plus sign is literal here. */
  private static String plain(String userInfo) {
    return URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Returns the value of {@code Proxy-Authorization}. */
  public Optional<String> authorization() {
    return userInfo.map(
        info ->
            "Basic " + Base64.getEncoder().encodeToString(info.getBytes(StandardCharsets.UTF_8)));
  }

  /** Returns the URI, without the port if it is the default. */
  public URI uri() {
    return URI.create("http://" + host + (port == DEFAULT_PORT ? "" : ":" + port));
  }

  /** Returns host and port. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
