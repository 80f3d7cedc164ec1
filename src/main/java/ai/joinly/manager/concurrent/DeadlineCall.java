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
 * Blocking call on a separate virtual thread. A wait for it ends at a limit or by an interrupt,
 * even if the call blocks without a read timeout: in a DNS lookup, or because a peer sends single
 * bytes or does not read. Thread-safe.
 */
public final class DeadlineCall<T> {
  /** Work of a call; it may continue briefly after it has passed its result. */
  @FunctionalInterface
  public interface Work<T> {
    void run(Consumer<T> result) throws Exception;
  }

  /** An aborted call ends within milliseconds; one that looks up a host name cannot be aborted. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private final Work<T> work;
  private final CompletableFuture<T> outcome = new CompletableFuture<>();
  private final Thread thread;

  /** Creates a call without starting it. */
  public DeadlineCall(String threadName, Work<T> work) {
    this.work = work;
    this.thread = Thread.ofVirtual().name(threadName).unstarted(this::run);
  }

  /**
   * Returns the result of {@code call}.
   *
   * @throws TimeoutException if the call took longer; it is aborted
   * @throws InterruptedException if the calling thread is interrupted; the call is aborted
   * @throws ExecutionException with the exception of the call as its cause
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

  /** Starts the call. May be called once. */
  public void begin() {
    thread.start();
  }

  private void run() {
    try {
      work.run(outcome::complete);
    } catch (Exception | Error e) {
      outcome.completeExceptionally(e); // has no effect after a result
    }
  }

  /**
   * Waits for the result. The call continues after the limit or an interrupt of the caller.
   *
   * @throws CancellationException if the call was aborted
   * @throws ExecutionException with the exception of the call as its cause
   */
  public T await(Duration limit) throws InterruptedException, TimeoutException, ExecutionException {
    return outcome.get(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Interrupts the call, which closes its connection. Has no effect after a result. */
  public void abort() {
    if (outcome.cancel(false)) {
      thread.interrupt();
    }
  }
}
