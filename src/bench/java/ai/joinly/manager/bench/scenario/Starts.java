package ai.joinly.manager.bench.scenario;

import ai.joinly.manager.bench.baseline.BareStarts;
import ai.joinly.manager.bench.harness.BenchmarkException;
import ai.joinly.manager.bench.harness.Child;
import ai.joinly.manager.bench.harness.Figure;
import ai.joinly.manager.bench.harness.Fleet;
import ai.joinly.manager.bench.harness.ManagerProcess;
import ai.joinly.manager.bench.harness.ModelProcess;
import ai.joinly.manager.bench.harness.Results;
import ai.joinly.manager.bench.harness.Scenario;
import ai.joinly.manager.bench.harness.SimulatorProcess;
import ai.joinly.manager.bench.harness.Target;
import ai.joinly.manager.bench.harness.Unit;
import ai.joinly.manager.bench.harness.Waiting;
import ai.joinly.manager.bench.harness.Workbench;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * A thousand agents that are started at once until all are in their meetings, beside a bare client
 * that passes the same gate; and then how long the manager's figures take to be read.
 */
public final class Starts implements Scenario {
  private static final int AGENTS = 1_000;
  private static final int WARM_UP_AGENTS = 100;
  private static final int SCRAPES = 200;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration SETTLING = Duration.ofSeconds(3);

  private static final Figure JOINED =
      Figure.plain("1,000 agents started at once -> all joined", Unit.SECONDS)
          .beside("a bare client at the same gate")
          .toReach(new Target.TimesBaseline(1.5));

  @Override
  public String name() {
    return "starts";
  }

  @Override
  public String about() {
    return "1,000 agents are created at a server where a start takes no time, then /metrics is read";
  }

  @Override
  public void run(Workbench workbench, Results results) throws IOException, InterruptedException {
    results.baseline(JOINED, bare(workbench));
    try (SimulatorProcess simulator = workbench.simulator();
        ModelProcess model = workbench.model();
        ManagerProcess manager = workbench.manager(simulator, model, AGENTS)) {
      Fleet fleet = new Fleet(workbench.http(), manager);
      fleet.add(WARM_UP_AGENTS);
      simulator.awaitMeetings(WARM_UP_AGENTS, LIMIT);
      fleet.keep(0);
      simulator.awaitMeetings(0, LIMIT);
      Waiting.pause(SETTLING);
      long begin = System.nanoTime();
      long cpu = manager.figures().cpuTime().toMillis();
      fleet.add(AGENTS);
      simulator.awaitMeetings(AGENTS, LIMIT);
      results.measured(JOINED, (System.nanoTime() - begin) / 1e9);
      results.measured(
          Figure.plain("CPU of the manager for each", Unit.MILLISECONDS),
          (manager.figures().cpuTime().toMillis() - cpu) / (double) AGENTS);
      Waiting.pause(SETTLING);
      scrape(manager.base().resolve("/metrics"), results);
    }
  }

  private static double bare(Workbench workbench) throws IOException, InterruptedException {
    try (SimulatorProcess simulator = workbench.simulator();
        Child bare = workbench.child(BareStarts.class, List.of(simulator.url().toString()))) {
      String ignored = bare.await("ready", Child.START_LIMIT);
      bare.say("start " + WARM_UP_AGENTS);
      simulator.awaitMeetings(WARM_UP_AGENTS, LIMIT);
      Waiting.pause(SETTLING);
      long begin = System.nanoTime();
      bare.say("start " + AGENTS);
      simulator.awaitMeetings(WARM_UP_AGENTS + AGENTS, LIMIT);
      return (System.nanoTime() - begin) / 1e9;
    }
  }

  private static void scrape(URI metrics, Results results)
      throws IOException, InterruptedException {
    double[] millis = new double[SCRAPES];
    String page = "";
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build()) {
      HttpRequest request = HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(10)).build();
      for (int i = 0; i < 2 * SCRAPES; i++) { // the first half warms up
        long begin = System.nanoTime();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        millis[i % SCRAPES] = (System.nanoTime() - begin) / 1e6;
        if (response.statusCode() != 200) {
          throw new BenchmarkException("/metrics was answered " + response.statusCode());
        }
        page = response.body();
      }
    }
    Arrays.sort(millis);
    results.measured(
        Figure.plain("GET /metrics, 1,000 agents, p50", Unit.MILLISECONDS), millis[SCRAPES / 2]);
    results.measured(
        Figure.atMost("GET /metrics, 1,000 agents, slowest of 200", Unit.MILLISECONDS, 50),
        millis[SCRAPES - 1]);
    results.measured(
        Figure.atMost("series in /metrics", Unit.COUNT, 1_500),
        (double) page.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).count());
  }
}
