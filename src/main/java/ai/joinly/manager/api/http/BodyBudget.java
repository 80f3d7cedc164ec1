package ai.joinly.manager.api.http;

import ai.joinly.manager.concurrent.ByteBudget;

/**
 * What the bodies of all requests under way may take of the heap. Small bodies have a part of their
 * own, so that large ones that stop half way do not shut them out. Thread-safe.
 */
public final class BodyBudget {
  /** Larger bodies share the other part. */
  static final int SMALL = 16 * 1024;

  private static final int PART_OF_HEAP = 16;
  private static final int PART_FOR_SMALL = 4;

  private final ByteBudget small;
  private final ByteBudget large;

  public BodyBudget(long bytes) {
    this.small = new ByteBudget(bytes / PART_FOR_SMALL);
    this.large = new ByteBudget(bytes - bytes / PART_FOR_SMALL);
  }

  /** A sixteenth of what this process may have. */
  public static BodyBudget ofHeap() {
    return new BodyBudget(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /** Returns the share of one body, which is empty. */
  Share open() {
    return new Share();
  }

  /** Bytes that bodies hold now. */
  long held() {
    return small.held() + large.held();
  }

  /** What one body holds. Used by one thread. */
  final class Share implements AutoCloseable {
    private ByteBudget pool = small;
    private long bytes;

    /** Makes it {@code total} bytes and returns true, or leaves it and returns false. */
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
