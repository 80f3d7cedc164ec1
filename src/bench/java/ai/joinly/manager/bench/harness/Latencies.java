package ai.joinly.manager.bench.harness;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times from the moment a line was spoken, which the line itself tells, until now. Thread-safe. */
public final class Latencies {
  /** Percentiles in microseconds; zeros when there is no sample. */
  public record Summary(long count, long p50, long p99) {}

  private static final int MOST = 100_000;

  /** Microseconds since 1970, which the simulator speaks. */
  private static final Pattern SPOKEN_TIME = Pattern.compile("\\bt=(\\d{16})\\b");

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@code lock}. */
  private final long[] samples;

  /** Guarded by {@code lock}; while a process warms up it may be more than there is room for. */
  private int count;

  /** With room for a short measurement. */
  public Latencies() {
    this(MOST);
  }

  /** With room for so many samples, of eight bytes each. */
  public Latencies(int most) {
    samples = new long[most];
  }

  /** Measures until now; a text without a time is none of the benchmark's and passed over. */
  public void arrived(String text) {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    OptionalLong spoken = spokenAt(text);
    if (spoken.isPresent()) {
      add(now - spoken.getAsLong());
    }
  }

  private static OptionalLong spokenAt(String text) {
    Matcher matcher = SPOKEN_TIME.matcher(text);
    return matcher.find()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  public void add(long micros) {
    lock.lock();
    try {
      if (count < samples.length) {
        samples[count] = micros;
      }
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

  public Summary summary() {
    long[] sorted;
    lock.lock();
    try {
      if (count > samples.length) {
        throw new IllegalStateException(
            "More than " + samples.length + " samples in one measurement");
      }
      sorted = Arrays.copyOf(samples, count);
    } finally {
      lock.unlock();
    }
    Arrays.sort(sorted);
    return new Summary(sorted.length, at(sorted, 0.50), at(sorted, 0.99));
  }

  private static long at(long[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
