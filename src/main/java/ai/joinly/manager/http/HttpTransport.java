package ai.joinly.manager.http;

import ai.joinly.manager.net.HttpUrl;
import ai.joinly.manager.net.ProxyRules;
import ai.joinly.manager.net.ProxyServer;
import io.helidon.common.LazyValue;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webclient.api.ClientConnection;
import io.helidon.webclient.api.ClientUri;
import io.helidon.webclient.api.ConnectionKey;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.api.TcpClientConnection;
import io.helidon.webclient.api.WebClient;
import io.helidon.webclient.api.WebClientConfig;
import io.helidon.webclient.http1.Http1Client;
import io.helidon.webclient.http1.Http1ClientRequest;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * HTTP/1.1 to servers outside: without redirects, through a proxy where there is one, and on its
 * callers' threads. Helidon's client comes about when it is first needed, which takes a tenth of a
 * second that a start can do without; certificates are read when an https address is first met,
 * which takes a fifth, and that can be done ahead, on a thread of its own. Thread-safe.
 */
public final class HttpTransport {
  private static final String HOOKED = "io.helidon.webclient.http1.Http1ConnectionCache";

  private final LazyValue<WebClient> plain;
  private final LazyValue<WebClient> secure;
  private final Executor background;
  private final ProxyRules proxies;

  /** Whether certificates are being read in the background. */
  private final AtomicBoolean preparing = new AtomicBoolean();

  private HttpTransport(
      LazyValue<WebClient> plain,
      LazyValue<WebClient> secure,
      Executor background,
      ProxyRules proxies) {
    this.proxies = proxies;
    this.plain = plain;
    this.secure = secure;
    this.background = background;
  }

  /**
   * A transport that trusts what the JDK trusts and uses no proxy.
   *
   * @param settings time-outs and sockets
   */
  public static HttpTransport create(Consumer<WebClientConfig.Builder> settings) {
    return create(settings, ProxyRules.NONE);
  }

  /**
   * A transport that trusts what the JDK trusts.
   *
   * @param settings time-outs and sockets
   */
  public static HttpTransport create(
      Consumer<WebClientConfig.Builder> settings, ProxyRules proxies) {
    return create(settings, settings, Thread.ofVirtual().name("certificates")::start, proxies);
  }

  /**
   * One that reads certificates ahead elsewhere.
   *
   * @param background must not run what it is given on the calling thread
   */
  static HttpTransport create(Consumer<WebClientConfig.Builder> settings, Executor background) {
    return create(settings, settings, background, ProxyRules.NONE);
  }

  /** One that trusts other certificates. */
  public static HttpTransport trusting(Tls tls, Consumer<WebClientConfig.Builder> settings) {
    return trusting(tls, settings, ProxyRules.NONE);
  }

  /** One that trusts other certificates. */
  public static HttpTransport trusting(
      Tls tls, Consumer<WebClientConfig.Builder> settings, ProxyRules proxies) {
    return create(
        settings,
        settings.andThen(builder -> builder.tls(tls)),
        Thread.ofVirtual().name("certificates")::start,
        proxies);
  }

  private static HttpTransport create(
      Consumer<WebClientConfig.Builder> settings,
      Consumer<WebClientConfig.Builder> secure,
      Executor background,
      ProxyRules proxies) {
    return new HttpTransport(
        LazyValue.create(() -> client(settings.andThen(HttpTransport::withoutTls))),
        LazyValue.create(() -> client(secure)),
        background,
        proxies);
  }

  /**
   * Loads the part of Helidon that registers a shutdown hook when it is first used. To be called
   * before the process may be ended: during a shutdown no hook can be registered, and no client
   * could be made then.
   */
  public static void load() {
    try {
      Class.forName(HOOKED, true, HttpTransport.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("Helidon has changed: there is no " + HOOKED, e);
    }
  }

  private static void withoutTls(WebClientConfig.Builder builder) {
    builder.tls(Tls.builder().enabled(false).build());
  }

  private static WebClient client(Consumer<WebClientConfig.Builder> settings) {
    WebClientConfig.Builder builder =
        WebClient.builder()
            .addProtocolPreference(Http1Client.PROTOCOL_ID)
            .protocolConfigsDiscoverServices(false)
            .servicesDiscoverServices(false)
            .shareConnectionCache(false)
            .followRedirects(false)
            .sendExpectContinue(false)
            .proxy(Proxy.noProxy());
    settings.accept(builder);
    return builder.build();
  }

  /** Reads the certificates in the background if {@code uri} needs them; returns at once. */
  public void prepare(URI uri) {
    if (Origin.of(uri).isSecure() && !secure.isLoaded() && preparing.compareAndSet(false, true)) {
      background.execute(this::readCertificates);
    }
  }

  private void readCertificates() {
    try {
      WebClient ignored = secure.get();
    } catch (RuntimeException e) {
      // The first connection fails the same way, and that one has somebody to tell.
    } finally {
      preparing.set(false);
    }
  }

  /** What Helidon takes for {@code uri}, also where {@link URI#getHost} does not know the host. */
  private static ClientUri clientUri(URI uri) {
    HttpUrl url = HttpUrl.of(uri);
    return uri.getHost() != null
        ? ClientUri.create(uri)
        : ClientUri.create(URI.create(url.scheme() + "://host:" + url.port() + url.pathAndQuery()))
            .host(url.host());
  }

  /** A request on a connection of its own, unless it is given one. */
  public Http1ClientRequest request(Method method, URI uri) {
    Origin origin = Origin.of(uri);
    Http1ClientRequest request =
        client(origin).client(Http1Client.PROTOCOL).method(method).uri(clientUri(uri));
    // Through a tunnel the server gets what it would get without; else the proxy gets the request.
    proxyFor(origin).filter(proxy -> !origin.isSecure()).ifPresent(proxy -> hand(request, proxy));
    return request;
  }

  private static void hand(Http1ClientRequest request, ProxyServer proxy) {
    request.proxy(
        Proxy.builder().type(Proxy.ProxyType.HTTP).host(proxy.host()).port(proxy.port()).build());
    proxy
        .authorization()
        .ifPresent(value -> request.header(HeaderNames.PROXY_AUTHORIZATION, value));
  }

  /** The proxy that leads to {@code uri}. */
  public Optional<ProxyServer> proxyFor(URI uri) {
    return proxyFor(Origin.of(uri));
  }

  private Optional<ProxyServer> proxyFor(Origin origin) {
    return proxies.proxyFor(origin.scheme(), origin.host(), origin.port());
  }

  /** A new connection to the server of {@code uri} for one request. */
  public ClientConnection connect(URI uri) {
    return connect(Origin.of(uri), () -> {});
  }

  /**
   * A new connection, which stays open when Helidon has read an answer to what it takes for the
   * end: whoever asked for it knows better.
   *
   * @param onClosed runs when it is closed, also by Helidon
   * @throws ProxyException when a proxy is in the way
   */
  ClientConnection connect(Origin origin, Runnable onClosed) {
    Optional<ProxyServer> proxy = proxyFor(origin);
    WebClient client = client(origin);
    if (proxy.isEmpty()) {
      return connect(client, origin, onClosed);
    }
    if (origin.isSecure()) {
      return Tunnel.open(
          proxy.get(),
          origin,
          client.prototype().socketOptions(),
          client.prototype().tls(),
          onClosed);
    }
    try {
      return connect(client, Origin.of(proxy.get().uri()), onClosed);
    } catch (RuntimeException e) {
      throw ProxyException.unreachable(proxy.get(), e);
    }
  }

  private static ClientConnection connect(WebClient client, Origin origin, Runnable onClosed) {
    ConnectionKey key =
        ConnectionKey.create(
            origin.scheme(),
            origin.host(),
            origin.port(),
            client.prototype().tls(),
            client.prototype().dnsResolver(),
            client.prototype().dnsAddressLookup(),
            Proxy.noProxy());
    try {
      return TcpClientConnection.create(
              client,
              key,
              List.of(Http1Client.PROTOCOL_ID),
              connection -> true,
              connection -> onClosed.run())
          .connect();
    } catch (IllegalArgumentException e) {
      // Helidon throws it, without a cause, for a name that cannot be resolved.
      UnknownHostException unknown = new UnknownHostException("unknown host name");
      unknown.initCause(e);
      throw new UncheckedIOException(unknown);
    }
  }

  private WebClient client(Origin origin) {
    return (origin.isSecure() ? secure : plain).get();
  }
}
