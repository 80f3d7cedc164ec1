package ai.joinly.manager.bench.soak;

import ai.joinly.manager.bench.harness.BenchmarkException;
import ai.joinly.manager.bench.harness.Machine;
import ai.joinly.manager.bench.harness.ManagerPlan;
import ai.joinly.manager.bench.harness.ManagerProcess;
import ai.joinly.manager.bench.harness.ModelProcess;
import ai.joinly.manager.bench.harness.Options;
import ai.joinly.manager.bench.harness.SimulatorProcess;
import ai.joinly.manager.bench.harness.Waiting;
import ai.joinly.manager.bench.harness.Workbench;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets 500 agents live with joins, leaves, faults and clients for {@code -Dsoak.minutes}, and looks
 * whether anything grows and whether anything fails that was not made to fail. Status 1 if so.
 */
public final class Soak {
  private static final Duration JOIN_LIMIT = Duration.ofMinutes(3);
  private static final Duration RECOVERY = Duration.ofMinutes(2);
  private static final long STEP_SECONDS = 1;
  private static final long SAMPLE_SECONDS = 10;
  private static final long FAULT_SECONDS = 15;

  private final int agents = Integer.getInteger("soak.agents", 500);
  private final Duration time = Duration.ofMinutes(Integer.getInteger("soak.minutes", 10));
  private final List<Sample> samples = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();

  private Soak() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int status = 1;
    Soak soak = new Soak();
    try (Workbench workbench = Workbench.open(Options.fromProperties(), "soak")) {
      soak.run(workbench);
      soak.troubles.forEach(trouble -> System.out.println("NOT WELL: " + trouble));
      System.out.println(soak.troubles.isEmpty() ? "flat, and nothing failed" : "not well");
      status = soak.troubles.isEmpty() ? 0 : 1;
    } catch (BenchmarkException e) {
      System.out.println("BROKEN: " + e.getMessage());
    }
    System.exit(status);
  }

  private void run(Workbench workbench) throws IOException, InterruptedException {
    try (SimulatorProcess simulator =
            workbench.simulator(
                "--traffic-every-ms",
                "10000",
                "--traffic-text",
                "{name}, can you hear us, line {n}?");
        ModelProcess model = workbench.model();
        ManagerProcess manager =
            workbench.manager(
                ManagerPlan.of(simulator.url(), model.url(), agents + 10)
                    .with("LOG_LEVEL", "error")
                    .with("-Xmx512m"))) {
      Churn churn = new Churn(workbench.http(), manager);
      churn.fill(agents);
      simulator.awaitMeetings(churn.size(), JOIN_LIMIT);
      System.out.printf(
          "%d agents for %d min, load %.1f%n%s%n",
          agents, time.toMinutes(), Machine.load(), Sample.HEAD);
      live(churn, new Injection(simulator, model), manager, simulator);
      end(churn, simulator, manager);
    }
  }

  private void live(
      Churn churn, Injection injection, ManagerProcess manager, SimulatorProcess simulator)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    long second = 0;
    while (second < time.toSeconds()) {
      churn.step();
      if (second % SAMPLE_SECONDS == 0) {
        Sample sample = Sample.take(second, manager, simulator);
        samples.add(sample);
        System.out.println(sample.row());
        churn.look();
        manager.checkAlive();
      }
      if (second % FAULT_SECONDS == 0) {
        injection.next();
      }
      second += STEP_SECONDS;
      long ahead = begin + second * 1_000_000_000L - System.nanoTime();
      if (ahead > 0) {
        Waiting.pause(Duration.ofNanos(ahead));
      }
    }
    injection.clear();
  }

  private void end(Churn churn, SimulatorProcess simulator, ManagerProcess manager)
      throws InterruptedException {
    await(
        "a session for each of the %d agents, and no more".formatted(churn.size()),
        simulator,
        churn.size());
    churn.look();
    churn.removeAll();
    await("no session once all agents are deleted", simulator, 0);
    troubles.addAll(new Verdict(samples).troubles());
    churn.errors().forEach(error -> troubles.add("not injected: " + error));
    manager.output().forEach(line -> troubles.add("in the manager's log: " + line));
  }

  private void await(String what, SimulatorProcess simulator, int sessions) {
    try {
      Waiting.until(
          what,
          RECOVERY,
          Duration.ofMillis(200),
          () ->
              simulator.stat("open_sessions") == sessions
                  && simulator.stat("in_meeting") == sessions);
      System.out.println("in the end: " + what);
    } catch (BenchmarkException e) {
      troubles.add(e.getMessage() + "; the server says " + simulator.stats());
    }
  }
}
