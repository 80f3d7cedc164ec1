package ai.joinly.manager.bench.scenario;

import ai.joinly.manager.bench.baseline.StaticPages;
import ai.joinly.manager.bench.harness.BenchmarkException;
import ai.joinly.manager.bench.harness.Child;
import ai.joinly.manager.bench.harness.Figure;
import ai.joinly.manager.bench.harness.Fleet;
import ai.joinly.manager.bench.harness.HttpJson;
import ai.joinly.manager.bench.harness.ManagerProcess;
import ai.joinly.manager.bench.harness.ModelProcess;
import ai.joinly.manager.bench.harness.Results;
import ai.joinly.manager.bench.harness.Scenario;
import ai.joinly.manager.bench.harness.SimulatorProcess;
import ai.joinly.manager.bench.harness.Target;
import ai.joinly.manager.bench.harness.Unit;
import ai.joinly.manager.bench.harness.Waiting;
import ai.joinly.manager.bench.harness.Workbench;
import ai.joinly.manager.bench.load.RestLoad;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How often 500 agents with full logs, and one of them, can be asked for over 16 connections. */
public final class Rest implements Scenario {
  private static final int AGENTS = 500;
  private static final int LINES = 100;
  private static final int CONNECTIONS = 16;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration MEASURED = Duration.ofSeconds(4);

  private static final Figure ALL =
      Figure.plain("GET /agents, 500 agents of 100 log lines", Unit.PER_SECOND)
          .beside("a handler with a static body of that size")
          .toReach(new Target.ShareOfBaseline(0.25));
  private static final Figure ONE =
      Figure.plain("GET /agents/{id}", Unit.PER_SECOND)
          .beside("an empty handler")
          .toReach(new Target.ShareOfBaseline(0.3));

  private record Rate(double perSecond, long bytes) {}

  @Override
  public String name() {
    return "rest";
  }

  @Override
  public String about() {
    return "requests over 16 connections, each waiting for its answer; the meetings are silent";
  }

  /** It takes long to fill the logs: what is asked for as runs is repeated on the same agents. */
  @Override
  public int mostRuns() {
    return 1;
  }

  @Override
  public void run(Workbench workbench, Results results) throws IOException, InterruptedException {
    try (SimulatorProcess simulator = workbench.simulator();
        ModelProcess model = workbench.model();
        ManagerProcess manager = workbench.manager(simulator, model, AGENTS)) {
      Fleet fleet = new Fleet(workbench.http(), manager, true);
      fleet.add(AGENTS);
      simulator.awaitMeetings(AGENTS, LIMIT);
      fillLogs(simulator, fleet);
      URI one = manager.base().resolve("/agents/" + fleet.ids().getFirst());
      long bytes = 0;
      for (int i = 0; i < workbench.options().runs(); i++) {
        Rate all = rate(workbench, manager.base().resolve("/agents"));
        bytes = all.bytes();
        results.measured(ALL, all.perSecond());
        results.measured(ONE, rate(workbench, one).perSecond());
        compare(workbench, results, bytes);
      }
      results.note(
          String.format(
              Locale.ROOT,
              "GET /agents has about %.1f MB. The load is a process of its own that only skips"
                  + " bodies; that it could ask more often show the baselines.",
              bytes / 1e6));
    }
  }

  private static void fillLogs(SimulatorProcess simulator, Fleet fleet)
      throws IOException, InterruptedException {
    // Each utterance is a line of the log; those that come too fast are heard as one.
    for (int i = 0; i < 5 * LINES && !isFull(fleet); i++) {
      simulator.act(
          "say", HttpJson.JSON.createObjectNode().put("speaker", "Ada").put("text", "That is so."));
      Waiting.pause(Duration.ofMillis(300));
    }
    if (!isFull(fleet)) {
      throw new BenchmarkException("The agents' logs do not become full");
    }
    Waiting.pause(Duration.ofSeconds(2));
  }

  private static boolean isFull(Fleet fleet) {
    try {
      for (String id : List.of(fleet.ids().getFirst(), fleet.ids().getLast())) {
        JsonNode agent = fleet.look(id);
        if (agent.path("logs").size() < LINES) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new BenchmarkException("An agent cannot be looked at", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("Interrupted", e);
    }
  }

  private static void compare(Workbench workbench, Results results, long bytes)
      throws IOException, InterruptedException {
    try (Child pages = workbench.child(StaticPages.class, List.of(Long.toString(bytes)))) {
      URI base = URI.create("http://127.0.0.1:" + pages.await("serving ", Child.START_LIMIT));
      results.baseline(ALL, rate(workbench, base.resolve("/large")).perSecond());
      results.baseline(ONE, rate(workbench, base.resolve("/empty")).perSecond());
    }
  }

  private static Rate rate(Workbench workbench, URI url) throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            url.toString(),
            Integer.toString(CONNECTIONS),
            Long.toString(WARM_UP.toMillis()),
            Long.toString(MEASURED.toMillis()));
    try (Child load = workbench.child(RestLoad.class, arguments)) {
      String[] rate = load.await("rate ", LIMIT).split(" ", 2);
      return new Rate(Double.parseDouble(rate[0]), Long.parseLong(rate[1]));
    }
  }
}
