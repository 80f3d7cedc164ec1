package ai.joinly.manager.api.http;

import ai.joinly.manager.concurrent.ByteBudget;

/**
 * Heap budget for the bodies of all requests in progress. Small bodies have a separate part, so
 * that stalled large ones cannot block them. Thread-safe.
 */
public final class BodyBudget {
  /** Maximum size of a small body in bytes; larger ones share the other part. */
  static final int SMALL = 16 * 1024;

  private static final int PART_OF_HEAP = 16;
  private static final int PART_FOR_SMALL = 4;

  private final ByteBudget small;
  private final ByteBudget large;

  public BodyBudget(long bytes) {
    this.small = new ByteBudget(bytes / PART_FOR_SMALL);
    this.large = new ByteBudget(bytes - bytes / PART_FOR_SMALL);
  }

  /** Returns a budget of 1/16 of the maximum heap. */
  public static BodyBudget ofHeap() {
    return new BodyBudget(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /** Returns the share of one body, which is empty. */
  Share open() {
    return new Share();
  }

  /** Returns the number of bytes that bodies hold. */
  long held() {
    return small.held() + large.held();
  }

  /** Share of one body. Used by one thread. */
  final class Share implements AutoCloseable {
    private ByteBudget pool = small;
    private long bytes;

    /**
     * Grows the share to {@code total} bytes; returns false, without a change, if the budget is
     * exhausted.
     */
    boolean grow(long total) {
      ByteBudget wanted = total <= SMALL ? small : large;
      if (!wanted.take(wanted == pool ? total - bytes : total)) {
        return false;
      }
      if (wanted != pool) {
        pool.give(bytes);
        pool = wanted;
      }
      bytes = total;
      return true;
    }

    @Override
    public void close() {
      pool.give(bytes);
      bytes = 0;
    }
  }
}
