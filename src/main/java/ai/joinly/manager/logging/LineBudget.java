package ai.joinly.manager.logging;

import java.time.Duration;

/** So many lines in a window of time, which begins with the first of them. For one thread. */
final class LineBudget {
  private final int most;
  private final long window;
  private long begun;
  private int used;

  LineBudget(int most, Duration window) {
    this.most = most;
    this.window = window.toNanos();
  }

  /** Returns whether one more line may be written at {@code now}, and counts it. */
  boolean take(long now) {
    if (isOver(now)) {
      begun = now;
      used = 0;
    }
    if (used >= most) {
      return false;
    }
    used++;
    return true;
  }

  /** Returns whether the window has ended, or none has begun. */
  boolean isOver(long now) {
    return used == 0 || now - begun >= window;
  }
}
