package ai.joinly.manager.llm.resilience;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a blocking call on a virtual thread of its own, because a read time-out only bounds each
 * single read, and a server that trickles bytes, or does not read what it is sent, would outlive
 * it. The thread ends with the call.
 */
final class DeadlineCall {
  /** An aborted call ends within milliseconds; one that looks up a host name cannot be aborted. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private DeadlineCall() {}

  /**
   * The result of {@code call}.
   *
   * @throws TimeoutException when it took longer; it was interrupted then
   * @throws InterruptedException when the calling thread is interrupted; the call is too, and its
   *     connection closed, before this is thrown
   * @throws ExecutionException with what the call threw
   */
  static <T> T within(Duration limit, Callable<T> call)
      throws InterruptedException, TimeoutException, ExecutionException {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = Thread.ofVirtual().name("llm-request").start(task);
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException | TimeoutException e) {
      task.cancel(true);
      thread.join(GRACE);
      throw e;
    }
  }
}
