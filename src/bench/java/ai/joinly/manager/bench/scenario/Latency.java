package ai.joinly.manager.bench.scenario;

import ai.joinly.manager.bench.baseline.Relay;
import ai.joinly.manager.bench.harness.BenchmarkException;
import ai.joinly.manager.bench.harness.Child;
import ai.joinly.manager.bench.harness.EventSocket;
import ai.joinly.manager.bench.harness.Figure;
import ai.joinly.manager.bench.harness.Fleet;
import ai.joinly.manager.bench.harness.Latencies;
import ai.joinly.manager.bench.harness.Latencies.Summary;
import ai.joinly.manager.bench.harness.ManagerProcess;
import ai.joinly.manager.bench.harness.ModelProcess;
import ai.joinly.manager.bench.harness.ProcessFigures;
import ai.joinly.manager.bench.harness.Results;
import ai.joinly.manager.bench.harness.Scenario;
import ai.joinly.manager.bench.harness.SimulatorProcess;
import ai.joinly.manager.bench.harness.Target;
import ai.joinly.manager.bench.harness.Unit;
import ai.joinly.manager.bench.harness.Waiting;
import ai.joinly.manager.bench.harness.Workbench;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;

/**
 * From a line's notification to its event at a WebSocket client, and from the end of an utterance
 * to the request at the language model. Every line carries the time at which it was spoken.
 */
public final class Latency implements Scenario {
  private static final Duration WARM_UP = Duration.ofMinutes(2);
  private static final Duration MEASURED = Duration.ofSeconds(8);
  private static final Duration SETTLING = Duration.ofMillis(500);
  private static final Duration JOIN_LIMIT = Duration.ofMinutes(2);

  private static final int JUDGED = 500;

  /** One agent alone would take too long to get the compiler going. */
  private static final int LEAST_WARM_UP_AGENTS = 10;

  /** So that 500 agents hear 100 utterances a second. */
  private static final int LINES_PER_UTTERANCE = 5;

  /** What has been measured in one process. */
  private record Measured(Summary socket, Summary model) {}

  private final int agents;

  /** With so many agents; 500 are those that are judged. */
  public Latency(int agents) {
    this.agents = agents;
  }

  @Override
  public String name() {
    return isJudged() ? "latency" : "latency-" + agents;
  }

  private boolean isJudged() {
    return agents == JUDGED;
  }

  @Override
  public int mostRuns() {
    return isJudged() ? Integer.MAX_VALUE : 1;
  }

  @Override
  public String about() {
    return "a line a second in each meeting, each fifth ends an utterance; beside a bare relay";
  }

  @Override
  public void run(Workbench workbench, Results results) throws IOException, InterruptedException {
    results.note(
        "The relay reads the same streams and transcripts, writes each line to one WebSocket and"
            + " posts each utterance to the model, and nothing else; the manager stores each event"
            + " before it sends it.");
    // One agent alone would take long to give enough samples.
    Duration every = agents == 1 ? Duration.ofMillis(50) : Duration.ofSeconds(1);
    Measured relay = relay(workbench, every);
    Measured manager = manager(workbench, every, results);
    String who = agents == 1 ? "1 agent, 20 lines/s" : agents + " agents";
    record(results, "line -> WebSocket, " + who, manager.socket(), relay.socket(), true);
    record(results, "utterance -> LLM, " + who, manager.model(), relay.model(), false);
  }

  private void record(
      Results results, String what, Summary manager, Summary relay, boolean socket) {
    Figure p50 = Figure.plain(what + ", p50", Unit.MILLISECONDS).beside("relay");
    Figure p99 = Figure.plain(what + ", p99", Unit.MILLISECONDS).beside("relay");
    if (isJudged()) {
      p50 = p50.toReach(socket ? new Target.AboveBaseline(4) : new Target.TimesBaseline(3));
      p99 = p99.toReach(new Target.AtMost(socket ? 40 : 15));
    }
    results.measured(p50, manager.p50() / 1000.0);
    results.baseline(p50, relay.p50() / 1000.0);
    results.measured(p99, manager.p99() / 1000.0);
    results.baseline(p99, relay.p99() / 1000.0);
  }

  private Measured relay(Workbench workbench, Duration every)
      throws IOException, InterruptedException {
    int first = Math.max(agents, LEAST_WARM_UP_AGENTS);
    try (SimulatorProcess simulator = simulator(workbench, every);
        ModelProcess model = workbench.model();
        Child relay =
            workbench.child(
                Relay.class,
                List.of(
                    simulator.url().toString(), model.url().toString(), Integer.toString(first)))) {
      URI socket = URI.create(relay.await("serving ", JOIN_LIMIT));
      simulator.awaitMeetings(first, JOIN_LIMIT);
      Keep keep = count -> relay.say("keep " + count);
      return measure(workbench, socket, simulator, model, keep, every, () -> {});
    }
  }

  private Measured manager(Workbench workbench, Duration every, Results results)
      throws IOException, InterruptedException {
    int first = Math.max(agents, LEAST_WARM_UP_AGENTS);
    try (SimulatorProcess simulator = simulator(workbench, every);
        ModelProcess model = workbench.model();
        ManagerProcess manager = workbench.manager(simulator, model, first)) {
      Fleet fleet = new Fleet(workbench.http(), manager);
      fleet.add(first);
      simulator.awaitMeetings(first, JOIN_LIMIT);
      ProcessFigures figures = manager.figures();
      long[] cpu = new long[1];
      Measured measured =
          measure(
              workbench,
              manager.socket("/ws/session"),
              simulator,
              model,
              fleet::keep,
              every,
              () -> cpu[0] = figures.cpuTime().toMillis() - cpu[0]);
      results.measured(
          Figure.plain(agents + " agents, CPU of the manager in a core", Unit.PERCENT),
          cpu[0] * 100.0 / MEASURED.toMillis());
      manager.output().forEach(line -> results.note("the manager printed: " + line));
      return measured;
    }
  }

  /** Lets go of those who only warm up. */
  private interface Keep {
    void only(int agents) throws IOException, InterruptedException;
  }

  /**
   * @param bounds run at the beginning and at the end of what is measured
   */
  private Measured measure(
      Workbench workbench,
      URI socketUri,
      SimulatorProcess simulator,
      ModelProcess model,
      Keep keep,
      Duration every,
      Runnable bounds)
      throws IOException, InterruptedException {
    Latencies latencies = new Latencies();
    EventSocket events = EventSocket.measuring(latencies);
    WebSocket socket = workbench.http().open(socketUri, events);
    Waiting.pause(WARM_UP);
    keep.only(agents);
    simulator.awaitMeetings(agents, JOIN_LIMIT);
    Waiting.pause(SETTLING);
    model.reset();
    latencies.reset();
    bounds.run();
    Waiting.pause(MEASURED);
    bounds.run();
    Measured measured = new Measured(latencies.summary(), model.latencies());
    socket.abort();
    events
        .failure()
        .ifPresent(
            sentence -> {
              throw new BenchmarkException(sentence);
            });
    long lines = agents * MEASURED.dividedBy(every);
    check("the WebSocket", lines, measured.socket().count());
    check("the language model", lines / LINES_PER_UTTERANCE, measured.model().count());
    if (simulator.stat("speeches") > 0) {
      throw new BenchmarkException("The agents spoke, which they should not");
    }
    return measured;
  }

  /** Lines that were never heard would make the figures look better than they are. */
  private static void check(String where, long spoken, long arrived) {
    if (arrived < spoken * 9 / 10 || arrived > spoken * 11 / 10 + 2) {
      throw new BenchmarkException(
          "About %d were spoken, but %d arrived at %s".formatted(spoken, arrived, where));
    }
  }

  private static SimulatorProcess simulator(Workbench workbench, Duration every)
      throws IOException, InterruptedException {
    return workbench.simulator(
        "--traffic-every-ms",
        Long.toString(every.toMillis()),
        "--traffic-utterance-lines",
        Integer.toString(LINES_PER_UTTERANCE),
        "--traffic-text",
        "t={micros} line {n}");
  }
}
