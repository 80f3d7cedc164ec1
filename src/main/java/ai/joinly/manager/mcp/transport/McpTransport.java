package ai.joinly.manager.mcp.transport;

import ai.joinly.manager.concurrent.DeadlineCall;
import ai.joinly.manager.http.AnswerBudget;
import ai.joinly.manager.http.ConnectionProblem;
import ai.joinly.manager.http.PooledExchange;
import ai.joinly.manager.http.ProxyException;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpObserver;
import ai.joinly.manager.mcp.McpObserver.Outcome;
import ai.joinly.manager.mcp.SessionLoss;
import ai.joinly.manager.net.HttpUrl;
import ai.joinly.manager.net.ProxyServer;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webclient.http1.Http1ClientRequest;
import io.helidon.webclient.http1.Http1ClientResponse;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Transport of single HTTP requests to one MCP endpoint that maps the status to exceptions. Blocks
 * the calling thread; interrupting a virtual thread closes the connection. Thread-safe.
 */
public final class McpTransport {
  public static final HeaderName SESSION_ID = HeaderNames.create("Mcp-Session-Id");
  public static final HeaderName PROTOCOL_VERSION = HeaderNames.create("MCP-Protocol-Version");
  public static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");

  private static final int MAX_REDIRECTS = 3;
  private static final int PROXY_AUTHENTICATION = 407;

  /** Operation on the server. */
  @FunctionalInterface
  public interface Exchange<T, X extends Exception> {
    T run() throws McpException, X;
  }

  /** Request, independent of its target. */
  private static final class Message {
    final Method method;
    final Map<HeaderName, String> headers;
    final byte[] body;
    final Duration readTimeout;

    Message(Method method, Map<HeaderName, String> headers, byte[] body, Duration readTimeout) {
      this.method = method;
      this.headers = headers;
      this.body = body;
      this.readTimeout = readTimeout;
    }
  }

  /** Function that sends the request to a target. */
  @FunctionalInterface
  private interface Sender {
    McpResponse send(URI target) throws McpException;
  }

  private final McpHttp http;
  private final Map<HeaderName, String> always;
  private final McpObserver observer;

  /** Target of the last redirect: servers differ in whether the path ends with a slash. */
  private volatile URI endpoint;

  /**
   * @param always headers of every request
   */
  public McpTransport(
      McpHttp http, URI endpoint, Map<HeaderName, String> always, McpObserver observer) {
    this.http = http;
    this.endpoint = HttpUrl.of(endpoint).canonical();
    this.always = Map.copyOf(always);
    this.observer = observer;
  }

  public McpObserver observer() {
    return observer;
  }

  /** Runs {@code exchange} and reports its outcome to the observer. */
  public <T, X extends Exception> T observed(String method, Exchange<T, X> exchange)
      throws McpException, X {
    long start = System.nanoTime();
    Outcome outcome = Outcome.INTERRUPTED;
    try {
      T result = exchange.run();
      outcome = Outcome.OK;
      return result;
    } catch (McpException e) {
      // An interrupt closes the connection, which is reported as a failure.
      outcome = Thread.currentThread().isInterrupted() ? Outcome.INTERRUPTED : Outcome.of(e);
      throw e;
    } finally {
      observer.onRequest(method, outcome, System.nanoTime() - start);
    }
  }

  /**
   * Sends a request and waits for the headers of the answer.
   *
   * @param headers must contain the session id, if there is one: a request without it creates a
   *     session
   * @param readTimeout for the headers, and then for each read of the body
   * @return an answer with a 2xx status
   */
  public McpResponse send(
      Method method, Map<HeaderName, String> headers, byte[] body, Duration readTimeout)
      throws McpException {
    Message message = new Message(method, headers, body, readTimeout);
    return follow(message, target -> single(message, target));
  }

  /**
   * Sends a POST like {@link #send} that may be delivered twice. It may use a pooled connection,
   * which the server may be closing. If there is no response on it, the request is sent once more
   * on a new connection.
   */
  McpResponse sendRepeatable(Map<HeaderName, String> headers, byte[] body, Duration readTimeout)
      throws McpException {
    Message message = new Message(Method.POST, headers, body, readTimeout);
    return follow(message, target -> repeatable(message, target));
  }

  private McpResponse follow(Message message, Sender sender) throws McpException {
    URI target = endpoint;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      McpResponse response = sender.send(target);
      int status = response.status();
      requireProxyLetsThrough(response, target);
      if (status != 307 && status != 308) {
        endpoint = target;
        return checked(response, Optional.ofNullable(message.headers.get(SESSION_ID)));
      }
      target = redirect(target, response);
    }
    throw new McpException.ProtocolViolation(
        "The server redirects more than " + MAX_REDIRECTS + " times");
  }

  /** Rejects status 407, which is the proxy's: servers do not send it. */
  private void requireProxyLetsThrough(McpResponse response, URI target) throws McpException {
    Optional<ProxyServer> proxy = http.proxyFor(target);
    if (response.status() == PROXY_AUTHENTICATION && proxy.isPresent()) {
      try (response) {
        throw failure(ProxyException.refused(proxy.get(), PROXY_AUTHENTICATION));
      }
    }
  }

  private McpResponse single(Message message, URI target) throws McpException {
    PooledExchange lease = connect(() -> http.connectOnce(target));
    return answer(message, lease, http.single(lease, message.method, target));
  }

  private McpResponse repeatable(Message message, URI target) throws McpException {
    Optional<PooledExchange> used = http.idle(target);
    if (used.isPresent()) {
      try {
        return over(used.get(), message, target);
      } catch (McpException.TimedOut e) {
        throw e;
      } catch (McpException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
    return over(connect(() -> http.connect(target)), message, target);
  }

  private McpResponse over(PooledExchange lease, Message message, URI target) throws McpException {
    return answer(message, lease, http.over(lease, message.method, target));
  }

  private McpResponse answer(Message message, PooledExchange lease, Http1ClientRequest request)
      throws McpException {
    boolean answered = false;
    try {
      McpResponse response = new McpResponse(submit(message, request), lease, http.place());
      answered = true;
      return response;
    } finally {
      if (!answered) {
        lease.close();
      }
    }
  }

  private static PooledExchange connect(Supplier<PooledExchange> connection) throws McpException {
    try {
      return connection.get();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  private Http1ClientResponse submit(Message message, Http1ClientRequest request)
      throws McpException {
    // skipUriEncoding is not used: it would send the escaped characters of the URL unescaped,
    // including line breaks.
    request.readTimeout(message.readTimeout);
    always.forEach(request::header);
    message.headers.forEach(request::header);
    byte[] body = message.body;
    try {
      return body.length == 0 ? request.request() : request.submit(body);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  private static URI redirect(URI from, McpResponse response) throws McpException {
    try (response) {
      URI to =
          from.resolve(
              response
                  .header(HeaderNames.LOCATION)
                  .orElseThrow(() -> new IllegalArgumentException("no location")));
      if (!origin(from).equals(origin(to))) {
        // The agent's settings must not be sent to another host.
        throw new McpException.ProtocolViolation(
            "The server redirects to another origin: " + origin(to));
      }
      return HttpUrl.of(to).canonical();
    } catch (IllegalArgumentException e) {
      throw new McpException.ProtocolViolation("The server redirects to an invalid address");
    }
  }

  private static String origin(URI uri) {
    HttpUrl url = HttpUrl.of(uri);
    return url.scheme() + "://" + url.hostWithPort();
  }

  private static McpResponse checked(McpResponse response, Optional<String> session)
      throws McpException {
    int status = response.status();
    if (status >= 200 && status < 300) {
      return response;
    }
    try (response) {
      throw refusal(response, status, session);
    }
  }

  private static McpException refusal(McpResponse response, int status, Optional<String> session) {
    if (session.isPresent() && status >= 400) {
      boolean named = SessionLoss.isReportedBy(status, response.errorBody(), session.get());
      if (named || status == 404) {
        return new McpException.SessionLost("The session no longer exists on the server", named);
      }
    }
    return switch (status) {
      case 408, 429 -> new McpException.Unreachable("The server answered " + status);
      default ->
          status >= 500
              ? new McpException.Unreachable("The server answered " + status)
              : new McpException.Refused(status);
    };
  }

  /** Waits like {@link DeadlineCall#await}, and throws the failures of an exchange. */
  public static <T> T await(DeadlineCall<T> call, Duration limit)
      throws McpException, InterruptedException {
    try {
      return call.await(limit);
    } catch (TimeoutException e) {
      throw new McpException.TimedOut(
          "There was no answer within " + limit.toMillis() / 1_000.0 + " s");
    } catch (CancellationException e) {
      throw new McpException.Unreachable("The request was cancelled");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof McpException failure ? failure : failure(e);
    }
  }

  /** Converts an exception of the HTTP client, before or while an answer is read. */
  public static McpException failure(Exception failure) {
    Throwable root = failure;
    for (int depth = 0; depth < 10 && root != null; depth++) {
      if (root instanceof ProxyException proxy) {
        return new McpException.Unreachable(String.valueOf(proxy.getMessage()), true);
      }
      if (root instanceof AnswerBudget.FullException) {
        return new McpException.Unreachable(
            "The answer was too large to be read while other large answers were being read");
      }
      if (root instanceof SocketTimeoutException) {
        return new McpException.TimedOut("The server did not answer in time");
      }
      if (root.getCause() == null) {
        break;
      }
      root = root.getCause();
    }
    boolean unsent =
        root instanceof ConnectException
            || root instanceof UnknownHostException
            || root instanceof UnresolvedAddressException;
    return new McpException.Unreachable(
        "The connection failed (" + ConnectionProblem.reason(failure) + ")", unsent);
  }
}
