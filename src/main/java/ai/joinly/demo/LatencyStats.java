package ai.joinly.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** Percentiles of the newest latencies, in microseconds. Thread-safe. */
public final class LatencyStats {
  private static final int MAX_SAMPLES = 65_536;

  private final ReentrantLock lock = new ReentrantLock();

  /** Ring buffer, guarded by {@code lock}. */
  private final int[] samples = new int[MAX_SAMPLES];

  /** Guarded by {@code lock}. */
  private long count;

  public void record(long micros) {
    lock.lock();
    try {
      samples[(int) (count % MAX_SAMPLES)] = Math.clamp(micros, 0, Integer.MAX_VALUE);
      count++;
    } finally {
      lock.unlock();
    }
  }

  public void reset() {
    lock.lock();
    try {
      count = 0;
    } finally {
      lock.unlock();
    }
  }

  /** Returns percentiles of the newest samples; {@code count} is their number since the reset. */
  public ObjectNode toJson() {
    long all;
    int[] sorted;
    lock.lock();
    try {
      all = count;
      sorted = Arrays.copyOf(samples, (int) Math.min(count, MAX_SAMPLES));
    } finally {
      lock.unlock();
    }
    Arrays.sort(sorted);
    return JsonNodeFactory.instance
        .objectNode()
        .put("count", all)
        .put("p50_micros", at(sorted, 0.50))
        .put("p90_micros", at(sorted, 0.90))
        .put("p99_micros", at(sorted, 0.99))
        .put("max_micros", at(sorted, 1));
  }

  private static int at(int[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
