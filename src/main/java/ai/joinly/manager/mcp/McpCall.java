package ai.joinly.manager.mcp;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An exchange on a virtual thread of its own: waiting for it ends at the limit or by an interrupt
 * wherever the exchange stands, in a name look-up too. Thread-safe.
 */
final class McpCall<T> {
  private final FutureTask<T> task;
  private final Thread thread;

  private McpCall(FutureTask<T> task, Thread thread) {
    this.task = task;
    this.thread = thread;
  }

  /** An exchange that has not begun. */
  static <T> McpCall<T> create(String name, Callable<T> exchange) {
    FutureTask<T> task = new FutureTask<>(exchange);
    return new McpCall<>(task, Thread.ofVirtual().name(name).unstarted(task));
  }

  static <T> McpCall<T> start(String name, Callable<T> exchange) {
    McpCall<T> call = create(name, exchange);
    call.begin();
    return call;
  }

  /** Begins the exchange; once. */
  void begin() {
    thread.start();
  }

  /** Waits for the end. The call goes on when the limit has passed or the caller is interrupted. */
  T await(Duration limit) throws McpException, InterruptedException {
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
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

  /** Ends the exchange: the connection is cut. */
  void abort() {
    task.cancel(true);
  }
}
