package ai.joinly.manager;

import ai.joinly.manager.logging.LoggingSetup;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Shutdown hook that closes the application, even if it is still starting. */
final class ShutdownHook {
  private static final System.Logger LOGGER = System.getLogger(ShutdownHook.class.getName());

  /** How long a shutdown waits for a start to end. */
  private static final Duration MAX_START = Duration.ofSeconds(10);

  /** How long a shutdown may take beyond its timeout before the log is closed. */
  private static final Duration MAX_DELAY = Duration.ofSeconds(20);

  private final CompletableFuture<Application> starting = new CompletableFuture<>();

  /** Registers the hook; the log is kept open until it has run. */
  void install(Duration shutdownTimeout) {
    CountDownLatch ended = new CountDownLatch(1);
    Runnable end =
        () -> {
          try {
            close();
          } catch (RuntimeException | Error e) {
            LOGGER.log(Level.ERROR, "The shutdown failed", e); // while there is a log
          } finally {
            ended.countDown();
          }
        };
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("end").unstarted(end));
    LoggingSetup.keepUntil(ended, MAX_START.plus(shutdownTimeout).plus(MAX_DELAY));
  }

  /** Sets the application that is closed at the end of the process. */
  void close(Application started) {
    starting.complete(started);
  }

  /** Ends the wait for an application if the start has failed. */
  void startEnded() {
    starting.cancel(false);
  }

  private void close() {
    try {
      starting.get(MAX_START.toMillis(), TimeUnit.MILLISECONDS).close();
    } catch (CancellationException e) {
      // The start has failed, so there is nothing to close.
    } catch (TimeoutException e) {
      LOGGER.log(
          Level.ERROR,
          "The start did not end within {0} s, so agents may be left in their meetings: start the"
              + " manager again to end or continue them",
          MAX_START.toSeconds());
    } catch (ExecutionException e) {
      throw new IllegalStateException("A start is never completed with a failure", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
