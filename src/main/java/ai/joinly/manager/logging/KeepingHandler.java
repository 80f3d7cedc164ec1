package ai.joinly.manager.logging;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * Keeps the handlers behind it: {@code java.util.logging} closes all of them when the JVM ends,
 * beside the hooks that still have something to tell, one after the other. This one, the first,
 * lets itself be closed only when there is nothing more to tell. Thread-safe.
 */
final class KeepingHandler extends Handler {
  private record Awaited(CountDownLatch told, Duration limit) {}

  /** Written by the thread that starts the process, read by the one that closes the handlers. */
  private volatile Optional<Awaited> awaited = Optional.empty();

  /** From now on a close waits until {@code told} comes to zero, for {@code limit} at most. */
  void keepUntil(CountDownLatch told, Duration limit) {
    awaited = Optional.of(new Awaited(told, limit));
  }

  @Override
  public void publish(LogRecord record) {}

  @Override
  public void flush() {}

  @Override
  public void close() {
    if (awaited.isEmpty()) {
      return;
    }
    Awaited last = awaited.get();
    try {
      boolean ignored = last.told().await(last.limit().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
