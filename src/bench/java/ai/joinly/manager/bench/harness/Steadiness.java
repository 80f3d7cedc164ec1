package ai.joinly.manager.bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * How steadily the processors run when nothing else is asked of them. A host can take them away for
 * a tenth of a second without telling its guests, so that {@link StolenTime} knows nothing of it:
 * then no program has a p99 below that. Told as the number of windows in which a loop on each
 * processor got done less than half of what is usual.
 *
 * @param windows looked at
 * @param slow among them
 */
record Steadiness(long windows, long slow) {
  private static final int WARM_UP = 25;
  private static final int LOOKS = 150;
  private static final long WINDOW_NANOS = 20_000_000;
  private static final int PIECE = 20_000;

  /** Looks for three seconds at all processors at once, and keeps them busy meanwhile. */
  static Steadiness look() throws InterruptedException {
    List<Loop> loops = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Loop loop = new Loop();
      loops.add(loop);
      threads.add(Thread.ofPlatform().name("steadiness-" + i).start(loop));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long[] pieces = loops.stream().flatMapToLong(Loop::pieces).sorted().toArray();
    long usual = pieces[pieces.length / 2];
    long slow = LongStream.of(pieces).filter(count -> count < usual / 2).count();
    return new Steadiness(pieces.length, slow);
  }

  Steadiness and(Steadiness other) {
    return new Steadiness(windows + other.windows, slow + other.slow);
  }

  /** What it means for who reads the figures. */
  String sentence() {
    return String.format(
        Locale.ROOT,
        "Before and after each run the processors, idle but for a loop on each, ran at less than"
            + " half of their speed for %.1f %% of the time.",
        slow * 100.0 / Math.max(1, windows));
  }

  /** Counts pieces of work in each window. Written by its own thread, read once that has ended. */
  private static final class Loop implements Runnable {
    private final long[] counts = new long[WARM_UP + LOOKS];

    /** Keeps the compiler from leaving the work out. */
    private long state = System.nanoTime();

    @Override
    public void run() {
      long begin = System.nanoTime();
      long window = 0;
      while (window < counts.length) {
        counts[(int) window]++;
        piece();
        window = (System.nanoTime() - begin) / WINDOW_NANOS;
      }
    }

    private void piece() {
      long next = state;
      for (int i = 0; i < PIECE; i++) {
        // Each step needs the one before, so that it can neither be vectorised nor left out.
        next ^= next << 13;
        next ^= next >>> 7;
        next ^= next << 17;
      }
      state = next;
    }

    /** Those after the compiler has seen it. */
    LongStream pieces() {
      return LongStream.of(counts).skip(WARM_UP);
    }
  }
}
