package ai.joinly.manager.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Whether what was sampled stayed flat: its last third beside its middle third. */
public final class Verdict {
  /** More than this is growth, not noise. */
  private static final double NOISE = 1.10;

  private final List<Sample> samples;
  private final List<String> troubles = new ArrayList<>();

  public Verdict(List<Sample> samples) {
    this.samples = List.copyOf(samples);
  }

  /** What is wrong, in sentences; nothing when all is well. */
  public List<String> troubles() {
    if (samples.size() < 6) {
      return List.of("There are too few samples to tell whether anything grows");
    }
    compare("resident memory in MiB", Sample::residentMebibytes);
    compare("live heap in MiB", Sample::liveHeapMebibytes);
    compare("threads", Sample::threads);
    compare("open files", Sample::descriptors);
    compare("sessions at the server", Sample::sessions);
    return List.copyOf(troubles);
  }

  private void compare(String what, ToDoubleFunction<Sample> value) {
    int third = samples.size() / 3;
    double middle = mean(samples.subList(third, 2 * third), value);
    double last = mean(samples.subList(2 * third, samples.size()), value);
    System.out.printf(
        Locale.ROOT, "%-24s middle third %8.1f, last third %8.1f%n", what, middle, last);
    if (last > middle * NOISE) {
      troubles.add(String.format(Locale.ROOT, "%s grew from %.1f to %.1f", what, middle, last));
    }
  }

  private static double mean(List<Sample> of, ToDoubleFunction<Sample> value) {
    return of.stream().mapToDouble(value).average().orElseThrow();
  }
}
