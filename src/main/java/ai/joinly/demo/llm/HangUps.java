package ai.joinly.demo.llm;

import ai.joinly.simulator.protocol.ConnectionCapture;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits that end when a client disconnects. */
final class HangUps {
  private HangUps() {}

  /**
   * Waits for {@code time}, or until the client of the current thread's connection disconnects. The
   * connection must be closed after the answer.
   *
   * @return whether the client is still connected
   */
  static boolean waitFor(Duration time) throws InterruptedException {
    CountDownLatch hungUp = new CountDownLatch(1);
    ConnectionCapture.watchForHangUp(hungUp::countDown);
    return !hungUp.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
