package ai.joinly.manager.bench.scenario;

import ai.joinly.manager.bench.harness.BenchmarkException;
import ai.joinly.manager.bench.harness.Figure;
import ai.joinly.manager.bench.harness.ManagerPlan;
import ai.joinly.manager.bench.harness.ManagerProcess;
import ai.joinly.manager.bench.harness.ModelProcess;
import ai.joinly.manager.bench.harness.Results;
import ai.joinly.manager.bench.harness.Scenario;
import ai.joinly.manager.bench.harness.SimulatorProcess;
import ai.joinly.manager.bench.harness.Unit;
import ai.joinly.manager.bench.harness.Waiting;
import ai.joinly.manager.bench.harness.Workbench;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * From the start of the process to its being ready, with the AOT cache of the image and without.
 */
public final class StartUp implements Scenario {
  private static final int STARTS = 15;

  /** What takes long to measure, and differs little. */
  private static final int SETTLED_STARTS = 5;

  private static final Duration END = Duration.ofSeconds(15);

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String about() {
    return "start of the process -> 200 at /health/ready, the default heap";
  }

  /** It starts several times within a run. */
  @Override
  public int mostRuns() {
    return 1;
  }

  @Override
  public void run(Workbench workbench, Results results) throws IOException, InterruptedException {
    try (SimulatorProcess simulator = workbench.simulator();
        ModelProcess model = workbench.model()) {
      ManagerPlan plan = ManagerPlan.of(simulator.url(), model.url(), 10);
      // Its cache is made at the first use, and its files come into the system's own cache.
      workbench.manager(plan).close();
      for (int i = 0; i < STARTS; i++) {
        boolean settled = i < SETTLED_STARTS;
        measure(workbench, plan, "with the AOT cache", settled, results);
        if (settled) {
          measure(workbench, plan.uncached(), "without the AOT cache", false, results);
        }
      }
    }
  }

  /** At first there is no database; the second time there is the one of the first. */
  private static void measure(
      Workbench workbench, ManagerPlan plan, String how, boolean settled, Results results)
      throws IOException, InterruptedException {
    Path directory = workbench.newDirectory();
    for (String when : List.of("first start", "restart")) {
      Figure ready = Figure.plain("ready, " + when + ", " + how, Unit.SECONDS);
      Figure resident = Figure.atMost("idle, " + when + ", " + how, Unit.MEBIBYTES, 110);
      if (plan.cached()) {
        ready = Figure.atMost(ready.what(), Unit.SECONDS, 0.6);
      }
      long begin = System.nanoTime();
      try (ManagerProcess manager = workbench.launch(plan, directory)) {
        manager.awaitReady();
        results.measured(ready, (System.nanoTime() - begin) / 1e9);
        if (settled) {
          Waiting.pause(ManagerProcess.SETTLING);
          results.measured(resident, manager.figures().residentMebibytes());
        }
        if (!manager.terminate(END)) {
          throw new BenchmarkException("The manager did not end");
        }
      }
    }
  }
}
