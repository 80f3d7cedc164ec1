package ai.joinly.manager.concurrent;

import java.util.concurrent.atomic.AtomicLong;

/** Limit of the bytes that all requests together may hold. Thread-safe. */
public final class ByteBudget {
  private final AtomicLong held = new AtomicLong();
  private final long limit;

  public ByteBudget(long limit) {
    this.limit = limit;
  }

  /** Returns a budget of {@code 1 / parts} of the maximum heap. */
  public static ByteBudget ofHeap(int parts) {
    return new ByteBudget(Runtime.getRuntime().maxMemory() / parts);
  }

  /** Returns the bytes that are held now. */
  public long held() {
    return held.get();
  }

  /** Takes {@code bytes} and returns true, or takes nothing and returns false. */
  public boolean take(long bytes) {
    if (held.addAndGet(bytes) <= limit) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  public void give(long bytes) {
    held.addAndGet(-bytes);
  }
}
