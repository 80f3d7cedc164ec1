package ai.joinly.manager.logging;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * Keeps the handlers behind it: {@code java.util.logging} closes all of them when the JVM ends,
 * beside the hooks that still have something to tell, one after the other. This one, the first,
 * lets itself be closed only when there is nothing more to tell. Called by any thread.
 */
final class KeepingHandler extends Handler {
  private final CountDownLatch told;
  private final Duration limit;

  KeepingHandler(CountDownLatch told, Duration limit) {
    this.told = told;
    this.limit = limit;
  }

  @Override
  public void publish(LogRecord record) {}

  @Override
  public void flush() {}

  @Override
  public void close() {
    try {
      boolean ignored = told.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
