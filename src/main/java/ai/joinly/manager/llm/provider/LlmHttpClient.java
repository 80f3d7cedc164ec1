package ai.joinly.manager.llm.provider;

import ai.joinly.manager.http.AnswerBudget;
import ai.joinly.manager.http.BudgetedStream;
import ai.joinly.manager.http.ConnectionPool;
import ai.joinly.manager.http.HttpTransport;
import ai.joinly.manager.http.PooledExchange;
import ai.joinly.manager.http.ProxyException;
import ai.joinly.manager.http.ResponseBody;
import ai.joinly.manager.llm.reading.AnswerForm;
import ai.joinly.manager.llm.reading.AnswerReading;
import ai.joinly.manager.llm.resilience.ErrorAnswers;
import ai.joinly.manager.llm.resilience.NoAnswerException;
import ai.joinly.manager.net.ProxyRules;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Method;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.http1.Http1ClientRequest;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * HTTP client for LangChain4j on one transport that all agents share. A request runs on its
 * caller's virtual thread; interrupting the thread closes the connection immediately. Connections
 * are pooled. Thread-safe.
 */
public final class LlmHttpClient {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_IDLE = 256;
  private static final Duration MAX_IDLE_TIME = Duration.ofSeconds(55);
  private static final int PROXY_AUTHENTICATION = 407;
  private static final int MAX_ERROR_BYTES = 64 * 1024;

  private final HttpTransport transport;
  private final ConnectionPool pool;
  private final int maxAnswerBytes;
  private final AnswerBudget answers;

  /**
   * @param readTimeout maximum time without data from the server
   * @param maxAnswerBytes maximum size of an answer in bytes
   */
  public LlmHttpClient(Duration readTimeout, int maxAnswerBytes) {
    this(readTimeout, maxAnswerBytes, ProxyRules.NONE, AnswerBudget.ofHeap());
  }

  /**
   * @param readTimeout maximum time without data from the server
   * @param maxAnswerBytes maximum size of an answer in bytes
   * @param answers the memory budget of all answers of the process
   */
  public LlmHttpClient(
      Duration readTimeout, int maxAnswerBytes, ProxyRules proxies, AnswerBudget answers) {
    this.maxAnswerBytes = maxAnswerBytes;
    this.answers = answers;
    this.transport =
        HttpTransport.create(
            builder ->
                builder
                    .connectTimeout(CONNECT_TIMEOUT)
                    .readTimeout(readTimeout)
                    .socketOptions(socket -> socket.tcpNoDelay(true).socketKeepAlive(true)),
            proxies);
    this.pool = new ConnectionPool(transport, MAX_IDLE, MAX_IDLE_TIME);
  }

  /**
   * Client for one protocol on the shared transport; converts answers to the protocol's regular
   * form.
   */
  private record ProtocolClient(LlmHttpClient shared, AnswerForm form) implements HttpClient {
    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
      return shared.execute(request, form);
    }

    @Override
    public void execute(
        HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
      throw new UnsupportedOperationException("answers are not streamed");
    }
  }

  /** Returns a client for a protocol whose answers have {@code form}. */
  public HttpClient reading(AnswerForm form) {
    return new ProtocolClient(this, form);
  }

  /** Prepares requests to {@code base} in the background. */
  public void prepare(URI base) {
    transport.prepare(base);
  }

  /**
   * Sends the request. The server may have closed a pooled connection: if there is no response on
   * it, the request is sent once more on a new connection, and a failure of that one is final.
   */
  private SuccessfulHttpResponse execute(HttpRequest request, AnswerForm form) {
    URI uri = URI.create(request.url());
    Optional<PooledExchange> used = pool.take(uri);
    if (used.isPresent()) {
      try {
        return exchange(request, uri, used.get(), form);
      } catch (NoResponseException e) {
        if (Thread.currentThread().isInterrupted() || isTimeout(e)) {
          throw e;
        }
      }
    }
    return exchange(request, uri, connect(uri), form);
  }

  /** Closes the idle connections. */
  public void close() {
    pool.close();
  }

  private PooledExchange connect(URI uri) {
    try {
      return pool.connect(uri);
    } catch (RuntimeException e) {
      throw new TransportException(e);
    }
  }

  private SuccessfulHttpResponse exchange(
      HttpRequest request, URI uri, PooledExchange lease, AnswerForm form) {
    try (lease;
        AnswerBudget.Place place = answers.place()) {
      HttpClientResponse response = send(request, uri, lease);
      int status = response.status().code();
      boolean success = status / 100 == 2;
      ResponseBody stream = lease.body(response);
      byte[] body = body(stream, place, success ? maxAnswerBytes : MAX_ERROR_BYTES);
      if (success && body.length == maxAnswerBytes) {
        throw new AnswerTooLargeException();
      }
      lease.end(response, stream);
      String text = new String(body, StandardCharsets.UTF_8);
      if (status == PROXY_AUTHENTICATION && transport.proxyFor(uri).isPresent()) {
        throw ProxyException.refused(transport.proxyFor(uri).get(), status);
      }
      if (!success) {
        throw ErrorAnswers.read(status, response.headers(), text);
      }
      return SuccessfulHttpResponse.builder()
          .statusCode(status)
          .headers(Map.of())
          .body(properBody(form.read(text), response.headers()))
          .build();
    }
  }

  private static String properBody(AnswerReading reading, Headers headers) {
    return switch (reading) {
      case AnswerReading.Proper proper -> proper.body();
      case AnswerReading.Refused error ->
          throw ErrorAnswers.read(error.status(), headers, error.body());
      case AnswerReading.Nothing nothing ->
          throw new NoAnswerException(
              switch (nothing.reason()) {
                case DECLINED -> NoAnswerException.Reason.DECLINED;
                case TOO_LONG -> NoAnswerException.Reason.TOO_LONG;
                case BROKEN_OFF -> NoAnswerException.Reason.BROKEN_OFF;
              });
      case AnswerReading.Unreadable unreadable -> throw new UnreadableAnswerException();
    };
  }

  private HttpClientResponse send(HttpRequest request, URI uri, PooledExchange lease) {
    Http1ClientRequest outgoing =
        transport
            .request(Method.create(request.method().name()), uri)
            .skipUriEncoding(true)
            .connection(lease.connection());
    request.headers().forEach((name, values) -> outgoing.header(HeaderNames.create(name), values));
    String body = request.body();
    try {
      return outgoing.submit(body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      throw new NoResponseException(e);
    }
  }

  /** Reads the first {@code limit} bytes of the body. */
  private static byte[] body(ResponseBody stream, AnswerBudget.Place place, int limit) {
    try {
      return new BudgetedStream(stream, place).readNBytes(limit);
    } catch (IOException | RuntimeException e) {
      throw new TransportException(e);
    }
  }

  private static boolean isTimeout(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Thrown when a connection cannot be opened or ends too soon; Helidon has many exceptions for
   * that.
   */
  public static class TransportException extends RuntimeException {
    TransportException(Exception cause) {
      super("the connection failed", cause);
    }
  }

  /** Thrown when the connection ends before the head of a response. */
  private static final class NoResponseException extends TransportException {
    NoResponseException(RuntimeException cause) {
      super(cause);
    }
  }

  /** Thrown when an answer does not conform to the protocol. */
  private static final class UnreadableAnswerException extends RuntimeException {
    UnreadableAnswerException() {
      super("the answer cannot be read");
    }
  }

  /** Thrown when an answer exceeds the size limit. */
  public static final class AnswerTooLargeException extends RuntimeException {
    AnswerTooLargeException() {
      super("the answer is larger than allowed");
    }
  }
}
