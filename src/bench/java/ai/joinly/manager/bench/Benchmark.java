package ai.joinly.manager.bench;

import ai.joinly.manager.bench.harness.BenchmarkException;
import ai.joinly.manager.bench.harness.JsonReport;
import ai.joinly.manager.bench.harness.Machine;
import ai.joinly.manager.bench.harness.Options;
import ai.joinly.manager.bench.harness.Report;
import ai.joinly.manager.bench.harness.Results;
import ai.joinly.manager.bench.harness.Runner;
import ai.joinly.manager.bench.harness.Scenario;
import ai.joinly.manager.bench.harness.TextReport;
import ai.joinly.manager.bench.scenario.Abort;
import ai.joinly.manager.bench.scenario.Crowd;
import ai.joinly.manager.bench.scenario.Fanout;
import ai.joinly.manager.bench.scenario.GrowthOfMeeting;
import ai.joinly.manager.bench.scenario.GrowthOfStore;
import ai.joinly.manager.bench.scenario.LargeEvents;
import ai.joinly.manager.bench.scenario.Latency;
import ai.joinly.manager.bench.scenario.LongMeeting;
import ai.joinly.manager.bench.scenario.Rest;
import ai.joinly.manager.bench.scenario.StartUp;
import ai.joinly.manager.bench.scenario.Starts;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.logging.LoggingSetup;
import java.io.IOException;
import java.util.List;

/**
 * Measures the manager and prints a table; all of it is also in {@code target/benchmark.json}. Ends
 * with status 1 when a scenario broke, not when a figure was missed.
 */
public final class Benchmark {
  private static final List<Scenario> SCENARIOS =
      List.of(
          new Latency(500),
          new Latency(1),
          new Latency(100),
          new Crowd(),
          new Rest(),
          new Fanout(),
          new LargeEvents(),
          new Starts(),
          new Abort(),
          new StartUp(),
          new LongMeeting(),
          new GrowthOfMeeting(),
          new GrowthOfStore());

  private Benchmark() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    LoggingSetup.apply(new Settings.Logging(LogLevel.WARN, Settings.Logging.Format.TEXT));
    int status;
    try {
      Options options = Options.fromProperties();
      double load = Machine.load();
      List<Results> results = new Runner(options).run(SCENARIOS);
      Report report = Report.of(load, results);
      JsonReport.write(report, options.output().resolve("benchmark.json"));
      System.out.print(TextReport.of(report));
      status = report.hasBroken() ? 1 : 0;
    } catch (BenchmarkException e) {
      System.err.println(e.getMessage());
      status = 1;
    }
    System.exit(status);
  }
}
