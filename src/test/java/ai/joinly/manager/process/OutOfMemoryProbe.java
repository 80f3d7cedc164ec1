package ai.joinly.manager.process;

import java.util.ArrayList;
import java.util.List;

/** Runs out of memory on a thread that does not mind, or only nearly. */
final class OutOfMemoryProbe {
  static final int LIVED = 7;
  private static final int PART = 100_000;
  private static final long LOAD_NANOS = 500_000_000;

  private OutOfMemoryProbe() {}

  /** With the argument {@code nearly} four fifths of the heap are used, and much comes and goes. */
  public static void main(String[] args) throws InterruptedException {
    OutOfMemoryExit.install();
    List<byte[]> kept = new ArrayList<>();
    if (args[0].equals("nearly")) {
      long most = Runtime.getRuntime().maxMemory() * 80 / 100;
      while ((long) kept.size() * PART < most) {
        kept.add(new byte[PART]);
      }
      long end = System.nanoTime() + LOAD_NANOS;
      while (System.nanoTime() < end) {
        kept.set(0, new byte[PART]);
      }
    } else {
      Thread.ofVirtual().start(() -> swallow(kept)).join();
    }
    System.exit(LIVED);
  }

  private static void swallow(List<byte[]> kept) {
    long end = System.nanoTime() + 20 * LOAD_NANOS;
    while (System.nanoTime() < end) {
      try {
        kept.add(new byte[PART]);
      } catch (OutOfMemoryError e) {
        kept.clear();
      }
    }
  }
}
