package ai.joinly.manager.bench.harness;

import java.io.IOException;
import java.util.List;

/**
 * All that a benchmark has found.
 *
 * @param managerOptions of the JVM of each manager, beside what a scenario adds
 */
public record Report(
    Machine machine,
    List<String> managerOptions,
    double loadBefore,
    double loadAfter,
    List<Results> results) {
  public Report {
    managerOptions = List.copyOf(managerOptions);
    results = List.copyOf(results);
  }

  /** Of what has just been measured. */
  public static Report of(double loadBefore, List<Results> results) throws IOException {
    List<String> options = ManagerProcess.deployedOptions();
    return new Report(Machine.describe(), options, loadBefore, Machine.load(), results);
  }

  /** Whether a scenario did not come to its end. */
  public boolean hasBroken() {
    return results.stream().anyMatch(each -> each.failure().isPresent());
  }
}
