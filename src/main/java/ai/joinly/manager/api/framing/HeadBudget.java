package ai.joinly.manager.api.framing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What large heads of all requests under way may take of the heap; a usual head is one packet and
 * takes nothing of it. Thread-safe.
 */
public final class HeadBudget {
  private static final int PART_OF_HEAP = 64;

  private final AtomicLong held = new AtomicLong();
  private final long most;

  public HeadBudget(long bytes) {
    this.most = bytes;
  }

  /** Returns a budget of a part of what this process may have. */
  public static HeadBudget ofHeap() {
    return new HeadBudget(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /** Bytes that heads hold now. */
  public long held() {
    return held.get();
  }

  boolean take(long bytes) {
    if (held.addAndGet(bytes) <= most) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  void give(long bytes) {
    held.addAndGet(-bytes);
  }
}
