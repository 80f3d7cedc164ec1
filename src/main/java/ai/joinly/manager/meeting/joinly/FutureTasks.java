package ai.joinly.manager.meeting.joinly;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Helpers to wait for tasks. */
final class FutureTasks {
  private FutureTasks() {}

  /** Returns whether {@code task} ends with true within the limit. */
  static boolean isTrueWithin(Future<Boolean> task, Duration limit) throws InterruptedException {
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException | CancellationException e) {
      return false;
    }
  }
}
