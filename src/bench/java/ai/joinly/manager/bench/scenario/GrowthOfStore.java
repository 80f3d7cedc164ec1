package ai.joinly.manager.bench.scenario;

import ai.joinly.manager.bench.harness.BenchmarkException;
import ai.joinly.manager.bench.harness.Child;
import ai.joinly.manager.bench.harness.Figure;
import ai.joinly.manager.bench.harness.ManagerPlan;
import ai.joinly.manager.bench.harness.ManagerProcess;
import ai.joinly.manager.bench.harness.ModelProcess;
import ai.joinly.manager.bench.harness.Results;
import ai.joinly.manager.bench.harness.Scenario;
import ai.joinly.manager.bench.harness.SimulatorProcess;
import ai.joinly.manager.bench.harness.Unit;
import ai.joinly.manager.bench.harness.Workbench;
import ai.joinly.manager.bench.load.StoreFiller;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How long a manager takes to start with a full database, and to read the newest page of it. */
public final class GrowthOfStore implements Scenario {
  private static final int[] SIZES = {10_000, 100_000, 1_000_000};
  private static final int PAGES = 200;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Override
  public String name() {
    return "growth-store";
  }

  @Override
  public String about() {
    return "a start with so many stored events, 1,000 of each agent, and a page of the newest 100";
  }

  @Override
  public int mostRuns() {
    return 1;
  }

  @Override
  public void run(Workbench workbench, Results results) throws IOException, InterruptedException {
    try (SimulatorProcess simulator = workbench.simulator();
        ModelProcess model = workbench.model()) {
      ManagerPlan plan = ManagerPlan.of(simulator.url(), model.url(), 10);
      for (int size : SIZES) {
        measure(workbench, plan, size, results);
      }
    }
  }

  private static void measure(Workbench workbench, ManagerPlan plan, int size, Results results)
      throws IOException, InterruptedException {
    Path directory = workbench.newDirectory();
    String agent;
    List<String> arguments = List.of(directory.toString(), Integer.toString(size));
    try (Child filler = workbench.child(StoreFiller.class, arguments)) {
      agent = filler.await("filled ", LIMIT);
    }
    String events = String.format(Locale.ROOT, "%,d events", size);
    long begin = System.nanoTime();
    try (ManagerProcess manager = workbench.launch(plan, directory)) {
      manager.awaitReady();
      results.measured(
          Figure.plain(events + ", start -> ready", Unit.SECONDS),
          (System.nanoTime() - begin) / 1e9);
      URI page = manager.base().resolve("/agents/" + agent + "/events?after=900&limit=100");
      results.measured(
          Figure.plain(events + ", newest page, p50", Unit.MILLISECONDS), read(workbench, page));
      results.measured(
          Figure.plain(events + ", resident memory after that", Unit.MEBIBYTES),
          manager.figures().residentMebibytes());
    }
  }

  private static double read(Workbench workbench, URI page)
      throws IOException, InterruptedException {
    double[] millis = new double[PAGES];
    for (int i = 0; i < 2 * PAGES; i++) { // the first half warms up
      long begin = System.nanoTime();
      int events = workbench.http().get(page).path("events").size();
      millis[i % PAGES] = (System.nanoTime() - begin) / 1e6;
      if (events != 100) {
        throw new BenchmarkException("A page has %d events instead of 100".formatted(events));
      }
    }
    Arrays.sort(millis);
    return millis[PAGES / 2];
  }
}
