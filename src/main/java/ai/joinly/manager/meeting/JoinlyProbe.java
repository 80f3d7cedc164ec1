package ai.joinly.manager.meeting;

import ai.joinly.manager.mcp.McpHttp;
import io.helidon.http.Method;
import io.helidon.webclient.http1.Http1ClientResponse;
import java.net.URI;
import java.time.Duration;

/**
 * Asks a joinly server every now and then whether it is there, on a virtual thread of its own, at
 * {@code GET /health} only: any request of MCP without a session would make one. Thread-safe.
 */
public final class JoinlyProbe implements AutoCloseable {
  /** What is known of the server. */
  public enum Reachability {
    UNKNOWN,
    UP,
    DOWN
  }

  private final McpHttp http;
  private final URI url;
  private final Duration timeout;
  private final Duration pause;
  private final Thread thread;

  /** Written by the probe's thread alone. */
  private volatile Reachability latest = Reachability.UNKNOWN;

  /**
   * One that has not begun.
   *
   * @param endpoint of the server's MCP; its {@code /health} is beside that
   * @param http shared, not closed here
   * @param timeout for an answer
   * @param pause between two questions
   */
  public JoinlyProbe(URI endpoint, McpHttp http, Duration timeout, Duration pause) {
    this.http = http;
    this.url = healthOf(endpoint);
    this.timeout = timeout;
    this.pause = pause;
    this.thread = Thread.ofVirtual().name("joinly-probe").unstarted(this::run);
  }

  /** Begins to ask; to be called once. */
  public JoinlyProbe start() {
    thread.start();
    return this;
  }

  /** What the last answer, or its absence, said. */
  public Reachability latest() {
    return latest;
  }

  /** Asks no more. */
  @Override
  public void close() {
    thread.interrupt();
  }

  /** {@code …/health} for {@code …/mcp/}, also behind a proxy that puts something in front. */
  static URI healthOf(URI endpoint) {
    String path = endpoint.getRawPath();
    String beside = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return endpoint.resolve(beside.substring(0, beside.lastIndexOf('/') + 1) + "health");
  }

  private void run() {
    try {
      while (true) {
        latest = ask();
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed: the thread ends
    }
  }

  private Reachability ask() {
    return askAt(http, url, timeout);
  }

  /** Asks a server once. */
  public static Reachability ask(McpHttp http, URI endpoint, Duration timeout) {
    return askAt(http, healthOf(endpoint), timeout);
  }

  private static Reachability askAt(McpHttp http, URI url, Duration timeout) {
    try (Http1ClientResponse response =
        http.single(Method.GET, url).readTimeout(timeout).request()) {
      return response.status().code() == 200 ? Reachability.UP : Reachability.DOWN;
    } catch (RuntimeException e) {
      return Reachability.DOWN;
    }
  }
}
