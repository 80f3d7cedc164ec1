package ai.joinly.manager.bench;

import ai.joinly.demo.llm.ScriptedLlm;
import ai.joinly.manager.Main;
import ai.joinly.manager.bench.harness.Child;
import ai.joinly.manager.bench.harness.HttpJson;
import ai.joinly.manager.bench.harness.Waiting;
import ai.joinly.simulator.JoinlySimulator;
import ai.joinly.simulator.SimulatedSession;
import ai.joinly.simulator.SimulatorOptions;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * From the death of a manager with 200 agents in meetings to all of them being back: in the
 * sessions they had, and in new ones when the joinly server was restarted as well.
 */
public final class ResumeBenchmark {
  private static final int AGENTS = 200;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private ResumeBenchmark() {}

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("resume-benchmark");
    try (JoinlySimulator joinly = JoinlySimulator.start(SimulatorOptions.fast().build());
        ScriptedLlm llm = ScriptedLlm.start(0, Duration.ZERO)) {
      Map<String, String> settings = Settings.of(joinly.mcpUrl(), llm.baseUrl(), AGENTS);
      Child manager = Child.start(Main.class, List.of(), settings, directory);
      createAgents(Settings.baseOf(manager).resolve("/agents"));
      await("all joined", () -> listening(joinly) == AGENTS);
      long killed = System.nanoTime();
      manager.close();
      manager = Child.start(Main.class, List.of(), settings, directory);
      await("all listen again", () -> listening(joinly) == AGENTS);
      report("killed, all back in their sessions", killed);
      long killedBoth = System.nanoTime();
      manager.close();
      joinly.restart();
      manager = Child.start(Main.class, List.of(), settings, directory);
      await("all joined anew", () -> listening(joinly) == AGENTS);
      report("killed and server restarted, all back in new sessions", killedBoth);
      manager.close();
    }
  }

  private static void createAgents(URI agents) throws IOException, InterruptedException {
    try (HttpJson http = new HttpJson()) {
      for (int i = 0; i < AGENTS; i++) {
        http.post(
            agents,
            JsonNodeFactory.instance
                .objectNode()
                .put("name", "Joe")
                .put("meeting_url", "https://meet.google.com/abc-%04d-xyz".formatted(i)));
      }
    }
  }

  private static long listening(JoinlySimulator joinly) {
    return joinly.openSessions().stream()
        .filter(SimulatedSession::isInMeeting)
        .filter(SimulatedSession::hasStream)
        .count();
  }

  private static void await(String what, BooleanSupplier condition) {
    // A moment for the streams of the dead manager to be noticed as gone.
    LockSupport.parkNanos(200_000_000);
    Waiting.until(what, LIMIT, condition);
  }

  private static void report(String what, long since) {
    System.out.printf("%d agents, %s: %.1f s%n", AGENTS, what, (System.nanoTime() - since) / 1e9);
  }
}
