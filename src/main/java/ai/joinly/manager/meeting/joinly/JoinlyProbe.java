package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.mcp.transport.McpHttp;
import io.helidon.http.Method;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks a joinly server every now and then whether it is there, on a virtual thread of its own, at
 * {@code GET /health}: any request of MCP without a session would make one. The path of its MCP is
 * looked at until it was found, in the name of a session that does not exist. Thread-safe.
 */
public final class JoinlyProbe implements AutoCloseable {
  /** What is known of the server. */
  public enum Reachability {
    UNKNOWN,
    UP,
    DOWN
  }

  private final McpHttp http;
  private final URI endpoint;
  private final URI url;
  private final Duration timeout;
  private final Duration pause;

  /** Set once, by the one who starts it. */
  private volatile Optional<Thread> thread = Optional.empty();

  /** Hears of every answer. */
  @FunctionalInterface
  public interface Listener {
    /**
     * The server was asked.
     *
     * @param problem why it did not answer as it should; empty when it did
     */
    void onAnswer(Optional<String> problem);
  }

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
    this.endpoint = endpoint;
    this.url = healthOf(endpoint);
    this.timeout = timeout;
    this.pause = pause;
  }

  /**
   * Begins to ask; to be called once.
   *
   * @param listener hears of every answer, on the probe's thread
   */
  public JoinlyProbe start(Listener listener) {
    Thread asking = Thread.ofVirtual().name("joinly-probe").unstarted(() -> run(listener));
    thread = Optional.of(asking);
    asking.start();
    return this;
  }

  /** What the last answer, or its absence, said. */
  public Reachability latest() {
    return latest;
  }

  /** Asks no more. */
  @Override
  public void close() {
    thread.ifPresent(Thread::interrupt);
  }

  /** {@code …/health} for {@code …/mcp/}, also behind a proxy that puts something in front. */
  static URI healthOf(URI endpoint) {
    String path = endpoint.getRawPath();
    String beside = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return endpoint.resolve(beside.substring(0, beside.lastIndexOf('/') + 1) + "health");
  }

  private void run(Listener listener) {
    boolean pathKnown = false;
    try {
      while (true) {
        Optional<String> problem = problemAt(http, url, timeout);
        if (problem.isEmpty() && !pathKnown) {
          problem = pathProblem(http, endpoint, timeout);
          pathKnown = problem.isEmpty();
        }
        latest = problem.isEmpty() ? Reachability.UP : Reachability.DOWN;
        listener.onAnswer(problem);
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed: the thread ends
    }
  }

  /** Asks a server once; returns why it does not answer, if it does not. */
  public static Optional<String> problem(McpHttp http, URI endpoint, Duration timeout) {
    return problemAt(http, healthOf(endpoint), timeout);
  }

  /**
   * Asks a server that is there once whether its MCP is at the path of the settings, without making
   * a session; returns why it is not.
   */
  public static Optional<String> pathProblem(McpHttp http, URI endpoint, Duration timeout) {
    try {
      return http.lacksEndpoint(endpoint, timeout)
          ? Optional.of("it has no MCP endpoint at this path, 404; it is usually at /mcp/")
          : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty(); // whether it answers is another question
    }
  }

  private static Optional<String> problemAt(McpHttp http, URI url, Duration timeout) {
    try {
      int status = http.status(Method.GET, url, timeout);
      return status == 200 ? Optional.empty() : Optional.of("its answer has the status " + status);
    } catch (RuntimeException e) {
      return Optional.of(McpHttp.reason(e));
    }
  }
}
