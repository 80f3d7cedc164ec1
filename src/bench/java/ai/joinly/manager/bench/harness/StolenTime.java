package ai.joinly.manager.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How much of the time in which the processors had work went to other virtual machines: with more
 * than a few percent the slowest figures are the neighbours', not the manager's. Linux only.
 *
 * @param busy ticks of all processors, those stolen included, since the machine started
 * @param stolen ticks among them
 */
record StolenTime(long busy, long stolen) {
  private static final int FIRST = 1;
  private static final int IDLE = 4;
  private static final int WAITING = 5;
  private static final int STOLEN = 8;

  /** Up to now; empty where the system does not tell. */
  static Optional<StolenTime> now() {
    try {
      String[] fields = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +", -1);
      long busy = 0;
      for (int i = FIRST; i <= STOLEN; i++) {
        busy += i == IDLE || i == WAITING ? 0 : Long.parseLong(fields[i]);
      }
      return Optional.of(new StolenTime(busy, Long.parseLong(fields[STOLEN])));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** What was stolen from {@code before} until this. */
  String since(StolenTime before) {
    return String.format(
        Locale.ROOT,
        "Of the time in which processors had work, other machines took %.1f %%.",
        (stolen - before.stolen) * 100.0 / Math.max(1, busy - before.busy));
  }
}
