package ai.joinly.manager.metrics;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work that does badly on a virtual thread. There a {@link java.io.BufferedWriter} begins with a
 * small buffer and copies all of it with each piece it grows by: 6 MB for a page of 50 KB.
 */
final class PlatformThread {
  /** What is to be done. */
  interface Work {
    void run() throws IOException;
  }

  private PlatformThread() {}

  /**
   * Does {@code work} on a thread of its own and waits for its end, even when the caller is
   * interrupted meanwhile; it is still interrupted then. What the work throws, this throws.
   */
  static void run(String name, Work work) throws IOException {
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              work.run();
              return true;
            });
    Thread.ofPlatform().daemon().name(name).start(task);
    boolean interrupted = false;
    boolean done = false;
    try {
      while (!done) {
        try {
          done = task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      Throwable failure = e.getCause();
      if (failure instanceof IOException failed) {
        throw failed;
      }
      if (failure instanceof RuntimeException failed) {
        throw failed;
      }
      if (failure instanceof Error failed) {
        throw failed;
      }
      throw new IllegalStateException(name + " failed", failure);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
