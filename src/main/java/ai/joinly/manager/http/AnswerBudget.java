package ai.joinly.manager.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that answers of other servers may take in the whole process while they are read. Small
 * answers need none of it. Larger ones are sorted into lanes by their size: each lane has places
 * for so many answers, and one that grows moves to the next lane, waiting for a place there. So
 * large answers wait for each other, but hold nothing up that is smaller. Thread-safe.
 */
public final class AnswerBudget {
  /** Bytes of an answer that need no place. */
  public static final int FREE = 64 * 1_024;

  /** The share of the heap that all lanes together have. */
  private static final int SHARE = 16;

  private static final long SMALLEST = 8L * 1_024 * 1_024;
  private static final int[] SIZES = {256 * 1_024, 1_024 * 1_024, 4 * 1_024 * 1_024};
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Answers of similar size.
   *
   * @param size bytes of one answer at most
   * @param places one for each answer that may be read at once
   */
  private record Lane(long size, Semaphore places) {}

  private final List<Lane> lanes = new ArrayList<>();
  private final Duration patience;

  /**
   * @param bytes of all answers under way that are not small; one of any size always has a place
   * @param patience how long an answer waits for its place
   */
  AnswerBudget(long bytes, Duration patience) {
    long each = bytes / (SIZES.length + 1);
    for (int size : SIZES) {
      lanes.add(new Lane(size, new Semaphore((int) Math.max(1, each / size), true)));
    }
    lanes.add(new Lane(Long.MAX_VALUE, new Semaphore(1, true)));
    this.patience = patience;
  }

  /** The budget of a process, by the size of its heap. */
  public static AnswerBudget ofHeap() {
    return new AnswerBudget(Math.max(SMALLEST, Runtime.getRuntime().maxMemory() / SHARE), PATIENCE);
  }

  /** The place of an answer of which nothing has come yet. */
  public Place place() {
    return new Place();
  }

  /** Too many large answers are read at once. */
  public static final class FullException extends IOException {
    FullException() {
      super("too many large answers are read at the same time");
    }
  }

  /** What one answer takes of the budget, until it is closed. For one thread. */
  public final class Place implements AutoCloseable {
    /** The lane whose place is held; -1 for none. */
    private int lane = -1;

    private Place() {}

    /**
     * Makes room for an answer that has grown.
     *
     * @param bytes of the answer so far
     * @throws FullException when there is no room after some waiting, or the thread is interrupted
     */
    public void reach(long bytes) throws FullException {
      while (bytes > (lane < 0 ? FREE : lanes.get(lane).size())) {
        moveUp();
      }
    }

    private void moveUp() throws FullException {
      try {
        if (!lanes.get(lane + 1).places().tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
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
        lanes.get(lane).places().release();
      }
    }

    @Override
    public void close() {
      leave();
      lane = -1;
    }
  }
}
