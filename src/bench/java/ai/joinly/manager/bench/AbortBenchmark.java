package ai.joinly.manager.bench;

import ai.joinly.manager.Main;
import ai.joinly.manager.bench.harness.Child;
import ai.joinly.manager.bench.harness.HttpJson;
import ai.joinly.manager.bench.harness.Latencies;
import ai.joinly.manager.bench.harness.Latencies.Summary;
import ai.joinly.manager.bench.harness.Waiting;
import ai.joinly.manager.demo.ScriptedLlm;
import ai.joinly.manager.simulator.JoinlySimulator;
import ai.joinly.manager.simulator.SimulatedSession;
import ai.joinly.manager.simulator.SimulatorOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * From the moment somebody speaks while an agent's language model thinks to the moment that model's
 * server sees the request cut off; with one agent thinking, and with two hundred. The manager is a
 * process of its own.
 */
public final class AbortBenchmark {
  private static final int WARM_UP = 300;
  private static final int SAMPLES = 400;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Longer than the benchmark lasts: every thought is cut off. */
  private static final Duration THINK_TIME = Duration.ofMinutes(10);

  private AbortBenchmark() {}

  public static void main(String[] args) throws Exception {
    measure(1);
    measure(200);
    System.exit(0);
  }

  private static void measure(int agents) throws Exception {
    Path directory = Files.createTempDirectory("abort-benchmark");
    try (JoinlySimulator joinly = JoinlySimulator.start(SimulatorOptions.fast().build());
        ScriptedLlm llm = ScriptedLlm.start(0, THINK_TIME);
        HttpJson http = new HttpJson();
        Child manager =
            Child.start(
                Main.class,
                List.of(),
                Settings.of(joinly.mcpUrl(), llm.baseUrl(), agents),
                directory)) {
      URI base = Settings.baseOf(manager);
      for (int i = 1; i <= agents; i++) {
        http.post(base.resolve("/agents"), ai.joinly.manager.bench.harness.Fleet.agent(i));
      }
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
      report(agents, latencies.summary());
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

  private static void report(int agents, Summary summary) {
    System.out.printf(
        Locale.ROOT,
        "%3d agents thinking, new speech -> request cut off at the model's server:"
            + " p50 %.2f ms, p99 %.2f ms (%d samples)%n",
        agents,
        summary.p50() / 1000.0,
        summary.p99() / 1000.0,
        summary.count());
  }
}
