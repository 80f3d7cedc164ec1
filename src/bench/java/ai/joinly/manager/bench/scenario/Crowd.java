package ai.joinly.manager.bench.scenario;

import ai.joinly.manager.bench.harness.BenchmarkException;
import ai.joinly.manager.bench.harness.Figure;
import ai.joinly.manager.bench.harness.Fleet;
import ai.joinly.manager.bench.harness.ManagerPlan;
import ai.joinly.manager.bench.harness.ManagerProcess;
import ai.joinly.manager.bench.harness.ModelProcess;
import ai.joinly.manager.bench.harness.ProcessFigures;
import ai.joinly.manager.bench.harness.Results;
import ai.joinly.manager.bench.harness.Scenario;
import ai.joinly.manager.bench.harness.SimulatorProcess;
import ai.joinly.manager.bench.harness.Unit;
import ai.joinly.manager.bench.harness.Waiting;
import ai.joinly.manager.bench.harness.Workbench;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * One manager with a heap of 512 MB that grows from no agent to 50, 500 and 5,000, each in a
 * meeting of its own: what they cost in memory, threads and, when nobody speaks, in time.
 */
public final class Crowd implements Scenario {
  private static final int[] SIZES = {50, 500, 5_000};
  private static final int LARGEST = 5_000;
  private static final Duration STEP_LIMIT = Duration.ofMinutes(8);
  private static final Duration SHORT_SILENCE = Duration.ofSeconds(30);
  private static final Duration LONG_SILENCE = Duration.ofSeconds(60);
  private static final Duration SHORT_LOOK = Duration.ofSeconds(15);
  private static final Duration LONG_LOOK = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(500);

  @Override
  public String name() {
    return "crowd";
  }

  @Override
  public String about() {
    return "50, 500 and 5,000 agents on a heap of 512 MB; each hears a question and answers it";
  }

  @Override
  public int mostRuns() {
    return 1;
  }

  @Override
  public void run(Workbench workbench, Results results) throws IOException, InterruptedException {
    try (SimulatorProcess simulator =
            workbench.simulator(
                "--traffic-every-ms",
                "3000",
                "--traffic-lines",
                "1",
                "--traffic-text",
                "{name}, are you with us?");
        ModelProcess model = workbench.model();
        ManagerProcess manager =
            workbench.manager(
                ManagerPlan.of(simulator.url(), model.url(), LARGEST).with("-Xmx512m"))) {
      ProcessFigures figures = manager.figures();
      Waiting.pause(ManagerProcess.SETTLING);
      results.measured(
          Figure.atMost("idle, resident memory", Unit.MEBIBYTES, 110), figures.residentMebibytes());
      int threads = figures.threads();
      results.measured(Figure.plain("idle, platform threads", Unit.COUNT), threads);
      long emptyHeap = figures.liveHeapKibibytes();
      Fleet fleet = new Fleet(workbench.http(), manager);
      for (int agents : SIZES) {
        grow(fleet, simulator, manager, agents, results);
        look(simulator, manager, agents, emptyHeap, results);
      }
      results.measured(
          Figure.atMost("5,000 agents, platform threads beside those of none", Unit.COUNT, 16),
          figures.threads() - threads);
      manager.output().forEach(line -> results.note("the manager printed: " + line));
    }
  }

  private static void grow(
      Fleet fleet, SimulatorProcess simulator, ManagerProcess manager, int agents, Results results)
      throws InterruptedException {
    ProcessFigures figures = manager.figures();
    int more = agents - fleet.ids().size();
    long begin = System.nanoTime();
    long cpu = figures.cpuTime().toMillis();
    fleet.add(more);
    Waiting.until(
        agents + " agents joined and answered",
        STEP_LIMIT,
        PAUSE,
        () -> {
          manager.checkAlive();
          return simulator.stat("in_meeting") == agents && simulator.stat("speeches") >= agents;
        });
    results.note(
        String.format(
            Locale.ROOT,
            "%,d agents more: joined and answered after %.1f s",
            more,
            (System.nanoTime() - begin) / 1e9));
    results.measured(
        Figure.plain(who(agents) + ", CPU for each that starts, joins, answers", Unit.MILLISECONDS),
        (figures.cpuTime().toMillis() - cpu) / (double) more);
  }

  private static void look(
      SimulatorProcess simulator,
      ManagerProcess manager,
      int agents,
      long emptyHeap,
      Results results)
      throws InterruptedException {
    boolean large = agents == LARGEST;
    ProcessFigures figures = manager.figures();
    results.measured(
        Figure.plain(who(agents) + ", resident memory when the last has answered", Unit.MEBIBYTES),
        figures.residentMebibytes());
    // What the compiler took meanwhile is not the agents'.
    Waiting.pause(ManagerProcess.SETTLING);
    double resident = figures.residentMebibytes();
    Waiting.pause(large ? LONG_SILENCE : SHORT_SILENCE);
    Duration look = large ? LONG_LOOK : SHORT_LOOK;
    long server = simulator.figures().cpuTime().toMillis();
    long before = figures.cpuTime().toMillis();
    Waiting.pause(look);
    double share = (figures.cpuTime().toMillis() - before) * 100.0 / look.toMillis();
    double serverShare =
        (simulator.figures().cpuTime().toMillis() - server) * 100.0 / look.toMillis();
    Figure silent = Figure.plain(who(agents) + " in silence, CPU in a core", Unit.PERCENT);
    results.measured(large ? Figure.atMost(silent.what(), Unit.PERCENT, 15) : silent, share);
    results.measured(
        Figure.plain(who(agents) + " in silence, CPU of an agent a minute", Unit.MILLISECONDS),
        share / 100 * 60_000 / agents);
    results.measured(
        Figure.plain(who(agents) + " in silence, CPU of the simulator in a core", Unit.PERCENT),
        serverShare);
    results.measured(resident(agents), Math.max(resident, figures.residentMebibytes()));
    Figure heap = Figure.plain(who(agents) + ", live heap of an agent", Unit.KIBIBYTES);
    results.measured(
        large ? Figure.atMost(heap.what(), Unit.KIBIBYTES, 60) : heap,
        (figures.liveHeapKibibytes() - emptyHeap) / (double) agents);
    if (simulator.stat("open_streams") != agents || simulator.stat("in_meeting") != agents) {
      throw new BenchmarkException("Not all agents stayed in their meetings");
    }
  }

  private static Figure resident(int agents) {
    String what = who(agents) + ", resident memory";
    return switch (agents) {
      case 500 -> Figure.atMost(what, Unit.MEBIBYTES, 180);
      case LARGEST -> Figure.atMost(what, Unit.MEBIBYTES, 700);
      default -> Figure.plain(what, Unit.MEBIBYTES);
    };
  }

  private static String who(int agents) {
    return String.format(Locale.ROOT, "%,d agents", agents);
  }
}
