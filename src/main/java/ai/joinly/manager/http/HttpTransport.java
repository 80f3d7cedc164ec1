package ai.joinly.manager.http;

import io.helidon.common.LazyValue;
import io.helidon.common.tls.Tls;
import io.helidon.http.Method;
import io.helidon.webclient.api.ClientConnection;
import io.helidon.webclient.api.ConnectionKey;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.api.TcpClientConnection;
import io.helidon.webclient.api.WebClient;
import io.helidon.webclient.api.WebClientConfig;
import io.helidon.webclient.http1.Http1Client;
import io.helidon.webclient.http1.Http1ClientRequest;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;

/**
 * HTTP/1.1 to servers outside: direct, without redirects, and without threads of its own.
 * Certificates are read when an https address is first met, which takes a fifth of a second that a
 * start does not need. Thread-safe.
 */
public final class HttpTransport {
  private static final Tls NO_TLS = Tls.builder().enabled(false).build();

  private final WebClient plain;
  private final LazyValue<WebClient> secure;

  private HttpTransport(WebClient plain, LazyValue<WebClient> secure) {
    this.plain = plain;
    this.secure = secure;
  }

  /**
   * A transport that trusts what the JDK trusts.
   *
   * @param settings time-outs and sockets
   */
  public static HttpTransport create(Consumer<WebClientConfig.Builder> settings) {
    return new HttpTransport(
        client(settings.andThen(builder -> builder.tls(NO_TLS))),
        LazyValue.create(() -> client(settings)));
  }

  /** One that trusts other certificates. */
  public static HttpTransport trusting(Tls tls, Consumer<WebClientConfig.Builder> settings) {
    return new HttpTransport(
        client(settings.andThen(builder -> builder.tls(NO_TLS))),
        LazyValue.create(() -> client(settings.andThen(builder -> builder.tls(tls)))));
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
    if (Origin.of(uri).isSecure() && !secure.isLoaded()) {
      Thread.ofVirtual().name("certificates").start(this::readCertificates);
    }
  }

  private void readCertificates() {
    WebClient ignored = secure.get();
  }

  /** A request on a connection of its own, unless it is given one. */
  public Http1ClientRequest request(Method method, URI uri) {
    return client(Origin.of(uri)).client(Http1Client.PROTOCOL).method(method);
  }

  /**
   * A new connection, which stays open when Helidon has read an answer to what it takes for the
   * end: whoever asked for it knows better.
   *
   * @param onClosed runs when it is closed, also by Helidon
   */
  ClientConnection connect(Origin origin, Runnable onClosed) {
    WebClient client = client(origin);
    ConnectionKey key =
        ConnectionKey.create(
            origin.scheme(),
            origin.host(),
            origin.port(),
            client.prototype().tls(),
            client.prototype().dnsResolver(),
            client.prototype().dnsAddressLookup(),
            Proxy.noProxy());
    return TcpClientConnection.create(
            client,
            key,
            List.of(Http1Client.PROTOCOL_ID),
            connection -> true,
            connection -> onClosed.run())
        .connect();
  }

  private WebClient client(Origin origin) {
    return origin.isSecure() ? secure.get() : plain;
  }
}
