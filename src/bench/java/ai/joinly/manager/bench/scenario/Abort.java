package ai.joinly.manager.bench.scenario;

import ai.joinly.demo.llm.ScriptedLlm;
import ai.joinly.manager.bench.harness.Figure;
import ai.joinly.manager.bench.harness.Fleet;
import ai.joinly.manager.bench.harness.Latencies;
import ai.joinly.manager.bench.harness.Latencies.Summary;
import ai.joinly.manager.bench.harness.ManagerPlan;
import ai.joinly.manager.bench.harness.ManagerProcess;
import ai.joinly.manager.bench.harness.Results;
import ai.joinly.manager.bench.harness.Scenario;
import ai.joinly.manager.bench.harness.Unit;
import ai.joinly.manager.bench.harness.Waiting;
import ai.joinly.manager.bench.harness.Workbench;
import ai.joinly.simulator.JoinlySimulator;
import ai.joinly.simulator.SimulatedSession;
import ai.joinly.simulator.SimulatorOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * From the moment somebody speaks while an agent's language model thinks to the moment that model's
 * server sees the request cut off; with one agent thinking, and with two hundred. The servers are
 * part of this process, since only they know both moments; the manager is a process of its own.
 */
public final class Abort implements Scenario {
  private static final int WARM_UP = 300;
  private static final int SAMPLES = 400;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Longer than the scenario lasts: every thought is cut off. */
  private static final Duration THINK_TIME = Duration.ofMinutes(10);

  @Override
  public String name() {
    return "abort";
  }

  @Override
  public String about() {
    return "new speech -> the running request cut off, as the model's server sees it";
  }

  @Override
  public void run(Workbench workbench, Results results) throws IOException, InterruptedException {
    for (int agents : new int[] {1, 200}) {
      Summary summary = measure(workbench, agents);
      String who = agents == 1 ? "1 agent thinks" : agents + " agents think";
      results.measured(Figure.plain(who + ", p50", Unit.MILLISECONDS), summary.p50() / 1000.0);
      results.measured(Figure.atMost(who + ", p99", Unit.MILLISECONDS, 15), summary.p99() / 1000.0);
    }
  }

  private static Summary measure(Workbench workbench, int agents)
      throws IOException, InterruptedException {
    try (JoinlySimulator joinly = JoinlySimulator.start(SimulatorOptions.fast().build());
        ScriptedLlm llm = ScriptedLlm.start(0, THINK_TIME);
        ManagerProcess manager =
            workbench.manager(
                ManagerPlan.of(joinly.mcpUrl(), llm.baseUrl(), agents)
                    .with("LLM_REQUEST_TIMEOUT", "10m")
                    .with("TURN_TIMEOUT", "20m"))) {
      new Fleet(workbench.http(), manager).add(agents);
      await("all joined", () -> inMeeting(joinly).size() == agents);
      List<SimulatedSession> sessions = inMeeting(joinly);
      sessions.forEach(session -> session.participantSaysAtOnce("Ada", "Think about this."));
      await("all think", () -> llm.requests() >= agents);
      Latencies latencies = new Latencies();
      for (int i = 0; i < WARM_UP + SAMPLES; i++) {
        if (i == WARM_UP) {
          latencies.reset();
        }
        interrupt(sessions.get(i % agents), llm, latencies);
      }
      return latencies.summary();
    }
  }

  /** The next request follows at once, so that the agent thinks again when it is its turn. */
  private static void interrupt(SimulatedSession session, ScriptedLlm llm, Latencies latencies) {
    long aborted = llm.aborted();
    long requests = llm.requests();
    Instant spoken = Instant.now();
    session.participantSaysAtOnce("Ada", "And about that.");
    await("the thought is cut off", () -> llm.aborted() > aborted);
    latencies.add(ChronoUnit.MICROS.between(spoken, llm.aborts().getLast().hungUp()));
    await("it thinks again", () -> llm.requests() > requests);
  }

  private static List<SimulatedSession> inMeeting(JoinlySimulator joinly) {
    return joinly.openSessions().stream()
        .filter(SimulatedSession::isInMeeting)
        .filter(SimulatedSession::hasStream)
        .toList();
  }

  private static void await(String what, BooleanSupplier condition) {
    Waiting.until(what, LIMIT, condition);
  }
}
