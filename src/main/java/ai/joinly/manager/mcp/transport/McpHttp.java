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
 * The one HTTP client that all MCP sessions of the process share: HTTP/1.1. A request that may be
 * repeated can go over a connection that served before; all others, and event streams, which would
 * never give one back, have connections of their own. Thread-safe.
 */
public final class McpHttp implements AutoCloseable {
  private static final int MOST_IDLE = 64;
  private static final int NOT_FOUND = 404;
  private static final String NO_SESSION = "00000000000000000000000000000000";
  private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

  /** A joinly server closes a connection that was idle for five seconds. */
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(3);

  private final HttpTransport transport;
  private final ConnectionPool pool;
  private final AnswerBudget answers;

  private McpHttp(HttpTransport transport, AnswerBudget answers) {
    this.transport = transport;
    this.answers = answers;
    this.pool = new ConnectionPool(transport, MOST_IDLE, LONGEST_IDLE);
  }

  /** A client for the whole process. */
  public static McpHttp create(Duration connectTimeout) {
    return create(connectTimeout, ProxyRules.NONE);
  }

  /** A client that reaches some servers through a proxy. */
  public static McpHttp create(Duration connectTimeout, ProxyRules proxies) {
    return create(connectTimeout, proxies, AnswerBudget.ofHeap());
  }

  /**
   * A client that reaches some servers through a proxy.
   *
   * @param answers what all answers of the process may take
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

  /** Returns why a request failed, as a part of a sentence. */
  public static String reason(RuntimeException failure) {
    return ConnectionProblem.reason(failure);
  }

  /** A request on the connection of {@code lease}, which ends with the answer. */
  Http1ClientRequest single(PooledExchange lease, Method method, URI uri) {
    return transport
        .request(method, uri)
        .header(HeaderValues.CONNECTION_CLOSE)
        .connection(lease.connection());
  }

  /** Asks once, on a connection of its own, and returns the status of the answer. */
  public int status(Method method, URI uri, Duration timeout) {
    try (PooledExchange lease = connectOnce(uri)) {
      return single(lease, method, uri).readTimeout(timeout).request().status().code();
    }
  }

  /**
   * Asks in the name of a session that no server knows, so that none is made, and returns whether
   * the answer is that of a server that has no MCP at this path.
   */
  public boolean lacksEndpoint(URI uri, Duration timeout) {
    try (McpResponse answer = ping(uri, timeout)) {
      return answer.status() == NOT_FOUND
          && !SessionLoss.isToldBy(NOT_FOUND, answer.errorBody(), NO_SESSION);
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

  /** A request on the connection of {@code lease}, which can serve again after it. */
  Http1ClientRequest over(PooledExchange lease, Method method, URI uri) {
    return transport.request(method, uri).keepAlive(true).connection(lease.connection());
  }

  /** The proxy that leads to {@code uri}. */
  Optional<ProxyServer> proxyFor(URI uri) {
    return transport.proxyFor(uri);
  }

  /** A connection that served before; its server may have closed it meanwhile. */
  Optional<PooledExchange> idle(URI uri) {
    return pool.take(uri);
  }

  /** How many connections wait to be used again. */
  public int waiting() {
    return pool.waiting();
  }

  /** Closes the connections that wait to be used again, and from now on those that come back. */
  @Override
  public void close() {
    pool.close();
  }

  /** A new connection for one request. */
  PooledExchange connectOnce(URI uri) {
    return pool.connectOnce(uri);
  }

  /** The place of an answer among all that the process reads. */
  AnswerBudget.Place place() {
    return answers.place();
  }

  /** A new connection that can serve again. */
  PooledExchange connect(URI uri) {
    return pool.connect(uri);
  }
}
