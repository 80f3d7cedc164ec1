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
 * HTTP/1.1 client transport: without redirects, through a proxy if one is configured, on the
 * callers' threads. Helidon's client is created on first use, because that takes about 100 ms of
 * the startup. Certificates are read on first use of an https address, which takes about 200 ms and
 * can be done earlier in the background: see {@link #prepare}. Thread-safe.
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
   * Returns a transport that trusts the JDK's certificates and uses no proxy.
   *
   * @param settings sets timeouts and socket options
   */
  public static HttpTransport create(Consumer<WebClientConfig.Builder> settings) {
    return create(settings, ProxyRules.NONE);
  }

  /**
   * Returns a transport that trusts the JDK's certificates.
   *
   * @param settings sets timeouts and socket options
   */
  public static HttpTransport create(
      Consumer<WebClientConfig.Builder> settings, ProxyRules proxies) {
    return create(settings, settings, Thread.ofVirtual().name("certificates")::start, proxies);
  }

  /**
   * Returns a transport that reads certificates in {@code background}.
   *
   * @param background the executor; must not run tasks on the calling thread
   */
  static HttpTransport create(Consumer<WebClientConfig.Builder> settings, Executor background) {
    return create(settings, settings, background, ProxyRules.NONE);
  }

  /** Returns a transport that trusts the certificates of {@code tls}. */
  public static HttpTransport trusting(Tls tls, Consumer<WebClientConfig.Builder> settings) {
    return trusting(tls, settings, ProxyRules.NONE);
  }

  /** Returns a transport that trusts the certificates of {@code tls}. */
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
   * Loads the class of Helidon that registers a shutdown hook on first use. Must be called before a
   * shutdown is possible: during a shutdown no hook can be registered, so no client could be
   * created.
   */
  public static void load() {
    try {
      Class.forName(HOOKED, true, HttpTransport.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("Helidon has changed: class not found: " + HOOKED, e);
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

  /**
   * Starts to read the certificates in the background if {@code uri} needs them. Does not block.
   */
  public void prepare(URI uri) {
    if (Origin.of(uri).isSecure() && !secure.isLoaded() && preparing.compareAndSet(false, true)) {
      background.execute(this::readCertificates);
    }
  }

  private void readCertificates() {
    try {
      WebClient ignored = secure.get();
    } catch (RuntimeException e) {
      // The first connection fails in the same way and reports the error.
    } finally {
      preparing.set(false);
    }
  }

  /** Returns Helidon's form of {@code uri}, even if {@link URI#getHost} cannot parse the host. */
  private static ClientUri clientUri(URI uri) {
    HttpUrl url = HttpUrl.of(uri);
    return uri.getHost() != null
        ? ClientUri.create(uri)
        : ClientUri.create(URI.create(url.scheme() + "://host:" + url.port() + url.pathAndQuery()))
            .host(url.host());
  }

  /** Returns a request, which opens its own connection unless one is set. */
  public Http1ClientRequest request(Method method, URI uri) {
    Origin origin = Origin.of(uri);
    Http1ClientRequest request =
        client(origin).client(Http1Client.PROTOCOL).method(method).uri(clientUri(uri));
    // An https request through a tunnel is unchanged; an http request is sent to the proxy.
    proxyFor(origin).filter(proxy -> !origin.isSecure()).ifPresent(proxy -> route(request, proxy));
    return request;
  }

  private static void route(Http1ClientRequest request, ProxyServer proxy) {
    request.proxy(
        Proxy.builder().type(Proxy.ProxyType.HTTP).host(proxy.host()).port(proxy.port()).build());
    proxy
        .authorization()
        .ifPresent(value -> request.header(HeaderNames.PROXY_AUTHORIZATION, value));
  }

  /** Returns the proxy for {@code uri}, if there is one. */
  public Optional<ProxyServer> proxyFor(URI uri) {
    return proxyFor(Origin.of(uri));
  }

  private Optional<ProxyServer> proxyFor(Origin origin) {
    return proxies.proxyFor(origin.scheme(), origin.host(), origin.port());
  }

  /** Opens a connection to the server of {@code uri} for one request. */
  public ClientConnection connect(URI uri) {
    return connect(Origin.of(uri), () -> {});
  }

  /**
   * Opens a connection that stays open after Helidon considers the response complete; the caller
   * decides whether to reuse or close it.
   *
   * @param onClosed run when the connection is closed, also by Helidon
   * @throws ProxyException if the connection through a proxy fails
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
      // Helidon throws it, without a cause, if the host name cannot be resolved.
      UnknownHostException unknown = new UnknownHostException("unknown host name");
      unknown.initCause(e);
      throw new UncheckedIOException(unknown);
    }
  }

  private WebClient client(Origin origin) {
    return (origin.isSecure() ? secure : plain).get();
  }
}
