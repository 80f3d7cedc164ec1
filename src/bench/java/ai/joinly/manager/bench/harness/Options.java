package ai.joinly.manager.bench.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the one who starts the benchmark asks for, from the system properties {@code bench.*}.
 *
 * @param runs of each scenario
 * @param only the scenarios that are run; empty for all
 * @param recorded whether managers record themselves with the JDK's flight recorder
 * @param output where the JSON file and recordings go
 */
public record Options(int runs, List<String> only, boolean recorded, Path output) {
  public Options {
    if (runs < 1) {
      throw new BenchmarkException("-Dbench.runs must be at least 1");
    }
    only = List.copyOf(only);
  }

  /** Reads the system properties. */
  public static Options fromProperties() {
    String only = System.getProperty("bench.only", "all");
    return new Options(
        Integer.getInteger("bench.runs", 3),
        only.equals("all") ? List.of() : Stream.of(only.split(",", -1)).map(String::strip).toList(),
        Boolean.getBoolean("bench.jfr"),
        Path.of(System.getProperty("bench.output", "target")).toAbsolutePath());
  }

  boolean includes(Scenario scenario) {
    return only.isEmpty() || only.contains(scenario.name());
  }

  /** The directory for recordings, made when it is asked for. */
  Path recordings() throws java.io.IOException {
    return Files.createDirectories(output.resolve("bench-recordings"));
  }
}
