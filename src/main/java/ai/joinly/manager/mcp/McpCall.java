package ai.joinly.manager.mcp;

import ai.joinly.manager.mcp.transport.McpTransport;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * An exchange on a virtual thread of its own: waiting for it ends at the limit or by an interrupt
 * wherever the exchange stands, in a name look-up too. Thread-safe.
 */
final class McpCall<T> {
  /** What is done; it may go on for a little after it has handed its result over. */
  @FunctionalInterface
  interface Exchange<T> {
    void run(Consumer<T> result) throws McpException;
  }

  private final Exchange<T> exchange;
  private final CompletableFuture<T> outcome = new CompletableFuture<>();
  private final Thread thread;

  private McpCall(String name, Exchange<T> exchange) {
    this.exchange = exchange;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  /** An exchange that has not begun. */
  static <T> McpCall<T> create(String name, Exchange<T> exchange) {
    return new McpCall<>(name, exchange);
  }

  /** Begins the exchange; once. */
  void begin() {
    thread.start();
  }

  private void run() {
    try {
      exchange.run(outcome::complete);
    } catch (McpException | RuntimeException | Error e) {
      outcome.completeExceptionally(e); // has no effect once there is a result
    }
  }

  /**
   * Waits for the result. The call goes on when the limit has passed or the caller is interrupted.
   */
  T await(Duration limit) throws McpException, InterruptedException {
    try {
      return outcome.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new McpException.TimedOut(
          "There was no answer within " + limit.toMillis() / 1_000.0 + " s");
    } catch (CancellationException e) {
      throw new McpException.Unreachable("The request was given up");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof McpException failure) {
        throw failure;
      }
      throw McpTransport.failure(e);
    }
  }

  /** Gives up: the connection is cut. Without effect once there is a result. */
  void abort() {
    if (outcome.cancel(false)) {
      thread.interrupt();
    }
  }
}
