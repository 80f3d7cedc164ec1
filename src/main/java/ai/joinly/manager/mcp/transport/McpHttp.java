package ai.joinly.manager.mcp.transport;

import ai.joinly.manager.http.AnswerBudget;
import ai.joinly.manager.http.ConnectionPool;
import ai.joinly.manager.http.ConnectionProblem;
import ai.joinly.manager.http.HttpTransport;
import ai.joinly.manager.http.PooledExchange;
import ai.joinly.manager.mcp.SessionLoss;
import ai.joinly.manager.net.ProxyRules;
import ai.joinly.manager.net.ProxyServer;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webclient.api.WebClientConfig;
import io.helidon.webclient.http1.Http1ClientRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * HTTP/1.1 client shared by all MCP sessions of the process. A request that may be repeated can use
 * a pooled connection. All others use separate connections, as do event streams, which would never
 * return a connection. Thread-safe.
 */
public final class McpHttp implements AutoCloseable {
  private static final int MAX_IDLE = 64;
  private static final int NOT_FOUND = 404;
  private static final String NO_SESSION = "00000000000000000000000000000000";
  private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

  /** A joinly server closes a connection that was idle for five seconds. */
  private static final Duration MAX_IDLE_TIME = Duration.ofSeconds(3);

  private final HttpTransport transport;
  private final ConnectionPool pool;
  private final AnswerBudget answers;

  private McpHttp(HttpTransport transport, AnswerBudget answers) {
    this.transport = transport;
    this.answers = answers;
    this.pool = new ConnectionPool(transport, MAX_IDLE, MAX_IDLE_TIME);
  }

  /** Returns a client for the process. */
  public static McpHttp create(Duration connectTimeout) {
    return create(connectTimeout, ProxyRules.NONE);
  }

  /** Returns a client that uses a proxy for some servers. */
  public static McpHttp create(Duration connectTimeout, ProxyRules proxies) {
    return create(connectTimeout, proxies, AnswerBudget.ofHeap());
  }

  /**
   * Returns a client that uses a proxy for some servers.
   *
   * @param answers the memory budget of all answers of the process
   */
  public static McpHttp create(Duration connectTimeout, ProxyRules proxies, AnswerBudget answers) {
    return new McpHttp(HttpTransport.create(settings(connectTimeout), proxies), answers);
  }

  /** One that trusts another certificate. */
  public static McpHttp trusting(Tls tls, Duration connectTimeout) {
    return trusting(tls, connectTimeout, ProxyRules.NONE);
  }

  /** One that trusts another certificate. */
  public static McpHttp trusting(Tls tls, Duration connectTimeout, ProxyRules proxies) {
    return new McpHttp(
        HttpTransport.trusting(tls, settings(connectTimeout), proxies), AnswerBudget.ofHeap());
  }

  private static Consumer<WebClientConfig.Builder> settings(Duration connectTimeout) {
    return builder ->
        builder
            .connectTimeout(connectTimeout)
            .socketOptions(
                socket ->
                    socket.connectTimeout(connectTimeout).tcpNoDelay(true).socketKeepAlive(true));
  }

  /** Returns the reason of a failed request, as a part of a sentence. */
  public static String reason(RuntimeException failure) {
    return ConnectionProblem.reason(failure);
  }

  /** Returns a request on the connection of {@code lease}, which is closed after the answer. */
  Http1ClientRequest single(PooledExchange lease, Method method, URI uri) {
    return transport
        .request(method, uri)
        .header(HeaderValues.CONNECTION_CLOSE)
        .connection(lease.connection());
  }

  /** Sends one request on a separate connection, and returns the status of the answer. */
  public int status(Method method, URI uri, Duration timeout) {
    try (PooledExchange lease = connectOnce(uri)) {
      return single(lease, method, uri).readTimeout(timeout).request().status().code();
    }
  }

  /**
   * Sends a request with an unknown session id, so that no session is created, and returns whether
   * the server has no MCP endpoint at this path.
   */
  public boolean lacksEndpoint(URI uri, Duration timeout) {
    try (McpResponse answer = ping(uri, timeout)) {
      return answer.status() == NOT_FOUND
          && !SessionLoss.isReportedBy(NOT_FOUND, answer.errorBody(), NO_SESSION);
    }
  }

  private McpResponse ping(URI uri, Duration timeout) {
    PooledExchange lease = connectOnce(uri);
    boolean answered = false;
    try {
      McpResponse answer =
          new McpResponse(
              single(lease, Method.POST, uri)
                  .readTimeout(timeout)
                  .header(McpTransport.SESSION_ID, NO_SESSION)
                  .header(HeaderNames.ACCEPT, "application/json, text/event-stream")
                  .header(HeaderNames.CONTENT_TYPE, "application/json")
                  .submit(PING.getBytes(StandardCharsets.UTF_8)),
              lease,
              place());
      answered = true;
      return answer;
    } finally {
      if (!answered) {
        lease.close();
      }
    }
  }

  /** Returns a request on the connection of {@code lease}, which can be reused after it. */
  Http1ClientRequest over(PooledExchange lease, Method method, URI uri) {
    return transport.request(method, uri).keepAlive(true).connection(lease.connection());
  }

  /** Returns the proxy for {@code uri}. */
  Optional<ProxyServer> proxyFor(URI uri) {
    return transport.proxyFor(uri);
  }

  /** Returns a pooled connection; the server may have closed it. */
  Optional<PooledExchange> idle(URI uri) {
    return pool.take(uri);
  }

  /** Returns the number of idle connections. */
  public int waiting() {
    return pool.waiting();
  }

  /** Closes the idle connections; connections that are released later are closed too. */
  @Override
  public void close() {
    pool.close();
  }

  /** Opens a connection for one request. */
  PooledExchange connectOnce(URI uri) {
    return pool.connectOnce(uri);
  }

  /** Returns the share of an answer in the memory budget of the process. */
  AnswerBudget.Place place() {
    return answers.place();
  }

  /** Opens a connection that can be reused. */
  PooledExchange connect(URI uri) {
    return pool.connect(uri);
  }
}
