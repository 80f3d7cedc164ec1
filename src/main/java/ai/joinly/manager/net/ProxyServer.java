package ai.joinly.manager.net;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * An HTTP proxy.
 *
 * @param host name or address, an IPv6 address in brackets
 * @param userInfo user and password; never shown
 */
public record ProxyServer(String host, int port, Optional<String> userInfo) {
  private static final int DEFAULT_PORT = 80;

  /** The proxy in {@code text}: {@code http://user:password@host:port}, or a part of that. */
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

  /** A plus sign stands for itself here. */
  private static String plain(String userInfo) {
    return URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The value of {@code Proxy-Authorization}. */
  public Optional<String> authorization() {
    return userInfo.map(
        info ->
            "Basic " + Base64.getEncoder().encodeToString(info.getBytes(StandardCharsets.UTF_8)));
  }

  /** Without a port where it is the default one. */
  public URI uri() {
    return URI.create("http://" + host + (port == DEFAULT_PORT ? "" : ":" + port));
  }

  /** Host and port. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
