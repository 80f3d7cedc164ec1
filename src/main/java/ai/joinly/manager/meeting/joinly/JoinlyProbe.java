package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.mcp.transport.McpHttp;
import io.helidon.http.Method;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Periodic health check of a joinly server on its own virtual thread, by {@code GET /health}: an
 * MCP request without a session would create a session. The MCP path is checked with the id of a
 * nonexistent session until it is found. Thread-safe.
 */
public final class JoinlyProbe implements AutoCloseable {
  /** Last known state of the server. */
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

  /** Set once, by the caller of {@link #start}. */
  private volatile Optional<Thread> thread = Optional.empty();

  /** Listener for the result of each check. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Receives the result of a check.
     *
     * @param problem the reason of the failure; empty if the check succeeded
     */
    void onAnswer(Optional<String> problem);
  }

  /** Written by the probe's thread alone. */
  private volatile Reachability latest = Reachability.UNKNOWN;

  /**
   * Creates a probe that is not started.
   *
   * @param endpoint the MCP endpoint of the server; {@code /health} is its sibling path
   * @param http shared, not closed here
   * @param timeout for a response
   * @param pause between two checks
   */
  public JoinlyProbe(URI endpoint, McpHttp http, Duration timeout, Duration pause) {
    this.http = http;
    this.endpoint = endpoint;
    this.url = healthOf(endpoint);
    this.timeout = timeout;
    this.pause = pause;
  }

  /**
   * Starts the checks. Must be called once.
   *
   * @param listener receives every result, on the probe's thread
   */
  public JoinlyProbe start(Listener listener) {
    Thread asking = Thread.ofVirtual().name("joinly-probe").unstarted(() -> run(listener));
    thread = Optional.of(asking);
    asking.start();
    return this;
  }

  /** Returns the result of the last check. */
  public Reachability latest() {
    return latest;
  }

  /** Stops the checks. */
  @Override
  public void close() {
    thread.ifPresent(Thread::interrupt);
  }

  /** Returns {@code …/health} for {@code …/mcp/}, also behind a proxy that adds a path prefix. */
  static URI healthOf(URI endpoint) {
    String path = endpoint.getRawPath();
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return endpoint.resolve(trimmed.substring(0, trimmed.lastIndexOf('/') + 1) + "health");
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

  /** Checks a server once; returns why it does not respond, or empty if it does. */
  public static Optional<String> problem(McpHttp http, URI endpoint, Duration timeout) {
    return problemAt(http, healthOf(endpoint), timeout);
  }

  /**
   * Checks once whether a reachable server has its MCP endpoint at the configured path, without
   * creating a session; returns the problem, if any.
   */
  public static Optional<String> pathProblem(McpHttp http, URI endpoint, Duration timeout) {
    try {
      return http.lacksEndpoint(endpoint, timeout)
          ? Optional.of("it has no MCP endpoint at this path, 404; it is usually at /mcp/")
          : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty(); // reachability is checked separately
    }
  }

  private static Optional<String> problemAt(McpHttp http, URI url, Duration timeout) {
    try {
      int status = http.status(Method.GET, url, timeout);
      return status == 200 ? Optional.empty() : Optional.of("it answered with status " + status);
    } catch (RuntimeException e) {
      return Optional.of(McpHttp.reason(e));
    }
  }
}
