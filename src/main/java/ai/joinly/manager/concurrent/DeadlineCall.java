package ai.joinly.manager.concurrent;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A blocking call on a virtual thread of its own. Waiting for it ends at a limit or by an interrupt
 * wherever the call stands: in a name lookup, or with a peer that trickles bytes or does not read,
 * which no read timeout bounds. Thread-safe.
 */
public final class DeadlineCall<T> {
  /** The work of a call; it may go on for a little after it has handed its result over. */
  @FunctionalInterface
  public interface Work<T> {
    void run(Consumer<T> result) throws Exception;
  }

  /** An aborted call ends within milliseconds; one that looks up a host name cannot be aborted. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private final Work<T> work;
  private final CompletableFuture<T> outcome = new CompletableFuture<>();
  private final Thread thread;

  /** Creates a call that has not begun. */
  public DeadlineCall(String threadName, Work<T> work) {
    this.work = work;
    this.thread = Thread.ofVirtual().name(threadName).unstarted(this::run);
  }

  /**
   * Returns the result of {@code call}.
   *
   * @throws TimeoutException when it took longer; it was aborted then
   * @throws InterruptedException when the calling thread is interrupted; the call was aborted
   * @throws ExecutionException with what the call threw
   */
  public static <T> T within(String threadName, Duration limit, Callable<T> call)
      throws InterruptedException, TimeoutException, ExecutionException {
    DeadlineCall<T> running = new DeadlineCall<>(threadName, result -> result.accept(call.call()));
    running.begin();
    try {
      return running.await(limit);
    } catch (InterruptedException | TimeoutException e) {
      running.abort();
      running.thread.join(GRACE);
      throw e;
    }
  }

  /** Begins the call; once. */
  public void begin() {
    thread.start();
  }

  private void run() {
    try {
      work.run(outcome::complete);
    } catch (Exception | Error e) {
      outcome.completeExceptionally(e); // has no effect once there is a result
    }
  }

  /**
   * Waits for the result. The call goes on when the limit has passed or the caller is interrupted.
   *
   * @throws CancellationException when the call was aborted
   * @throws ExecutionException with what the call threw
   */
  public T await(Duration limit) throws InterruptedException, TimeoutException, ExecutionException {
    return outcome.get(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Interrupts the call, which cuts its connection. Without effect once there is a result. */
  public void abort() {
    if (outcome.cancel(false)) {
      thread.interrupt();
    }
  }
}
