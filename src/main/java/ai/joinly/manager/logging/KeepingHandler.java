package ai.joinly.manager.logging;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * Handler that delays the closing of the handlers after it. When the JVM ends, {@code
 * java.util.logging} closes all handlers in order, in parallel with the shutdown hooks, which may
 * still log. This handler is the first, and its {@code close()} blocks until the last line is
 * logged. Thread-safe.
 */
final class KeepingHandler extends Handler {
  private record Awaited(CountDownLatch lastLineLogged, Duration limit) {}

  /** Written by the thread that starts the process, read by the thread that closes the handlers. */
  private volatile Optional<Awaited> awaited = Optional.empty();

  /**
   * Makes {@link #close} wait until {@code lastLineLogged} reaches zero, for at most {@code limit}.
   */
  void keepUntil(CountDownLatch lastLineLogged, Duration limit) {
    awaited = Optional.of(new Awaited(lastLineLogged, limit));
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
      boolean ignored = last.lastLineLogged().await(last.limit().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
