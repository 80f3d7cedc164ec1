package ai.joinly.manager.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Process-wide memory budget for responses of other servers while they are read. Small responses
 * need no budget. Larger ones are assigned to lanes by size: each lane has a number of permits, and
 * a growing response moves to the next lane, where it waits for a permit. Large responses therefore
 * wait for each other, but do not block smaller ones. Thread-safe.
 */
public final class AnswerBudget {
  /** Maximum size in bytes of a response that needs no permit. */
  public static final int FREE = 64 * 1_024;

  /** All lanes together have 1/16 of the heap. */
  private static final int HEAP_DIVISOR = 16;

  private static final long MIN_BYTES = 8L * 1_024 * 1_024;
  private static final int[] SIZES = {256 * 1_024, 1_024 * 1_024, 4 * 1_024 * 1_024};
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Lane for responses of similar size.
   *
   * @param size the maximum size of a response in bytes
   * @param permits one permit for each response that may be read at the same time
   */
  private record Lane(long size, Semaphore permits) {}

  private final List<Lane> lanes = new ArrayList<>();
  private final Duration patience;

  /**
   * @param bytes the size of all current responses that are not small; one response of any size is
   *     always allowed
   * @param patience how long a response waits for a permit
   */
  AnswerBudget(long bytes, Duration patience) {
    long each = bytes / (SIZES.length + 1);
    for (int size : SIZES) {
      lanes.add(new Lane(size, new Semaphore((int) Math.max(1, each / size), true)));
    }
    lanes.add(new Lane(Long.MAX_VALUE, new Semaphore(1, true)));
    this.patience = patience;
  }

  /** Returns the budget of a process, derived from its maximum heap. */
  public static AnswerBudget ofHeap() {
    return new AnswerBudget(
        Math.max(MIN_BYTES, Runtime.getRuntime().maxMemory() / HEAP_DIVISOR), PATIENCE);
  }

  /** Returns the share of a new response, which is empty. */
  public Place place() {
    return new Place();
  }

  /** Thrown if too many large responses are read at the same time. */
  public static final class FullException extends IOException {
    FullException() {
      super("too many large responses are being read at the same time");
    }
  }

  /** Share of one response in the budget, until it is closed. For one thread. */
  public final class Place implements AutoCloseable {
    /** Index of the lane whose permit is held; -1 for none. */
    private int lane = -1;

    private Place() {}

    /**
     * Reserves room for a response that has grown.
     *
     * @param bytes the size of the response so far
     * @throws FullException if there is no room within the time limit, or the thread is interrupted
     */
    public void reach(long bytes) throws FullException {
      while (bytes > (lane < 0 ? FREE : lanes.get(lane).size())) {
        moveUp();
      }
    }

    private void moveUp() throws FullException {
      try {
        if (!lanes.get(lane + 1).permits().tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
          throw new FullException();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FullException();
      }
      leave();
      lane++;
    }

    private void leave() {
      if (lane >= 0) {
        lanes.get(lane).permits().release();
      }
    }

    @Override
    public void close() {
      leave();
      lane = -1;
    }
  }
}
