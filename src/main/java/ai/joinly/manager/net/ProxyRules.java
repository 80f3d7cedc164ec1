package ai.joinly.manager.net;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Rules that select the proxy for a server. This machine is always reached directly.
 *
 * @param http for http servers
 * @param https for https servers
 * @param direct servers that need no proxy, as in {@code NO_PROXY}: {@code *}, hosts (including
 *     their subdomains), {@code .suffix}, {@code host:port}, addresses and address ranges
 */
public record ProxyRules(
    Optional<ProxyServer> http, Optional<ProxyServer> https, List<String> direct) {
  /** Rules without a proxy. */
  public static final ProxyRules NONE =
      new ProxyRules(Optional.empty(), Optional.empty(), List.of());

  public ProxyRules {
    direct = direct.stream().map(item -> item.toLowerCase(Locale.ROOT)).toList();
  }

  /** Returns the proxy for a server, if any. */
  public Optional<ProxyServer> proxyFor(String scheme, String host, int port) {
    Optional<ProxyServer> proxy = scheme.equals("https") ? https : http;
    return proxy.isEmpty() || IpAddresses.isLoopback(host) || isDirect(host, port)
        ? Optional.empty()
        : proxy;
  }

  private boolean isDirect(String host, int port) {
    String name = HttpUrl.withoutFinalDot(host);
    Optional<InetAddress> address = IpAddresses.literal(name);
    return direct.stream().anyMatch(item -> covers(item, name, port, address));
  }

  private static boolean covers(String item, String name, int port, Optional<InetAddress> address) {
    if (item.equals("*")) {
      return true;
    }
    Optional<AddressRange> range = AddressRange.parse(item);
    if (range.isPresent()) {
      return address.filter(range.get()::contains).isPresent();
    }
    String own = ":" + port;
    String host = item.endsWith(own) ? item.substring(0, item.length() - own.length()) : item;
    String suffix = host.startsWith("*.") ? host.substring(1) : host;
    return name.equals(host)
        || name.endsWith(suffix.startsWith(".") ? suffix : "." + suffix)
        || name.equals(suffix.startsWith(".") ? suffix.substring(1) : suffix)
        || (address.isPresent() && address.equals(IpAddresses.literal(host)));
  }
}
