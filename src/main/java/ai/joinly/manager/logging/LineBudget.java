package ai.joinly.manager.logging;

import java.time.Duration;

/** Maximum number of lines in a time window, which starts with its first line. Not thread-safe. */
final class LineBudget {
  private final int most;
  private final long window;
  private long start;
  private int used;

  LineBudget(int most, Duration window) {
    this.most = most;
    this.window = window.toNanos();
  }

  /** Returns whether one more line may be written at {@code now}, and counts it. */
  boolean take(long now) {
    if (isOver(now)) {
      start = now;
      used = 0;
    }
    if (used >= most) {
      return false;
    }
    used++;
    return true;
  }

  /** Returns whether the window has ended or has not started. */
  boolean isOver(long now) {
    return used == 0 || now - start >= window;
  }
}
