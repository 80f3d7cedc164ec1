package ai.joinly.manager.bench.hostile;

import ai.joinly.manager.bench.harness.BenchmarkException;
import ai.joinly.manager.bench.harness.Child;
import ai.joinly.manager.bench.harness.EventSocket;
import ai.joinly.manager.bench.harness.Fleet;
import ai.joinly.manager.bench.harness.HttpJson;
import ai.joinly.manager.bench.harness.Latencies;
import ai.joinly.manager.bench.harness.Machine;
import ai.joinly.manager.bench.harness.ManagerPlan;
import ai.joinly.manager.bench.harness.ManagerProcess;
import ai.joinly.manager.bench.harness.ModelProcess;
import ai.joinly.manager.bench.harness.Options;
import ai.joinly.manager.bench.harness.SimulatorProcess;
import ai.joinly.manager.bench.harness.Waiting;
import ai.joinly.manager.bench.harness.Workbench;
import ai.joinly.manager.bench.hostile.HostilePeer.Way;
import ai.joinly.manager.bench.soak.Sample;
import ai.joinly.manager.bench.soak.Verdict;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lets agents listen for {@code -Dhostile.minutes} while hostile clients and peers attack their
 * manager. Status 1 if an agent notices: if a line is late or missing, if one leaves its meeting,
 * if the manager restarts, grows, or answers with an error of its own.
 */
public final class HostileSoak {
  private static final Duration JOIN_LIMIT = Duration.ofMinutes(3);
  private static final Duration SAMPLE_PAUSE = Duration.ofSeconds(10);
  private static final int SAMPLES_PER_ROW = 6;
  private static final int MAX_LOG_LINES = 10;
  private static final long LATEST_MICROS = 250_000;

  /** A shorter run warms up all the time. */
  private static final Duration SHORTEST_FLAT = Duration.ofMinutes(10);

  private final int agents = Integer.getInteger("hostile.agents", 200);
  private final Duration time = Duration.ofMinutes(Integer.getInteger("hostile.minutes", 60));
  private final Latencies latencies = new Latencies(5_000_000);
  private final WatchedAgents watched = new WatchedAgents(latencies);
  private final List<Sample> samples = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();

  private HostileSoak() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int status = 1;
    HostileSoak run = new HostileSoak();
    try (Workbench workbench = Workbench.open(Options.fromProperties(), "hostile")) {
      run.run(workbench);
      run.troubles.forEach(trouble -> System.out.println("NOT WELL: " + trouble));
      System.out.println(run.troubles.isEmpty() ? "no agent noticed" : "not well");
      status = run.troubles.isEmpty() ? 0 : 1;
    } catch (BenchmarkException e) {
      System.out.println("BROKEN: " + e.getMessage());
    }
    System.exit(status);
  }

  private void run(Workbench workbench) throws IOException, InterruptedException {
    try (HostilePeer peer = new HostilePeer();
        SimulatorProcess simulator = simulator(workbench);
        ModelProcess model = workbench.model();
        ManagerProcess manager = workbench.manager(plan(simulator, model, peer))) {
      List<String> ids = fill(workbench.http(), manager, simulator);
      ids.forEach(watched::add);
      EventSocket events = new EventSocket(watched::take);
      WebSocket socket = workbench.http().open(manager.socket("/ws/session"), events);
      addHostile(workbench.http(), manager, peer);
      attack(workbench, manager, simulator, ids.getFirst());
      socket.abort();
      events.failure().ifPresent(troubles::add);
      System.out.println("requests to hostile peers: " + peer.answers());
      judge(workbench.http(), manager, ids);
    }
  }

  private static SimulatorProcess simulator(Workbench workbench)
      throws IOException, InterruptedException {
    return workbench.simulator(
        "--traffic-every-ms",
        "1000",
        "--traffic-utterance-lines",
        "5",
        "--traffic-text",
        "t={micros} line {n}");
  }

  private ManagerPlan plan(SimulatorProcess simulator, ModelProcess model, HostilePeer peer) {
    return ManagerPlan.of(simulator.url(), model.url(), agents + 4 * Way.values().length)
        .with("LLM_ALLOWED_HOSTS", peer.authority())
        .with("TOOLS_ALLOWED_HOSTS", peer.authority())
        .with("LOG_LEVEL", "error")
        .with("-Xmx512m");
  }

  private List<String> fill(HttpJson http, ManagerProcess manager, SimulatorProcess simulator)
      throws InterruptedException {
    Fleet fleet = new Fleet(http, manager);
    fleet.add(agents);
    simulator.awaitMeetings(agents, JOIN_LIMIT);
    return fleet.ids();
  }

  /** For each way of the peer two agents whose model it is, and one that has it for its tools. */
  private void addHostile(HttpJson http, ManagerProcess manager, HostilePeer peer)
      throws IOException, InterruptedException {
    int number = agents;
    for (Way way : Way.values()) {
      String url = "http://" + peer.authority() + "/" + way;
      for (int i = 0; i < 3; i++) {
        number++;
        ObjectNode agent = Fleet.agent(number);
        if (i < 2) {
          agent
              .putObject("env_vars")
              .put("OPENAI_BASE_URL", url + "/v1")
              .put("OPENAI_API_KEY", "hostile");
        } else {
          agent.putObject("mcp_servers").putObject("hostile").put("url", url + "/mcp");
        }
        JsonNode ignored = http.post(manager.base().resolve("/agents"), agent);
      }
    }
  }

  private void attack(
      Workbench workbench, ManagerProcess manager, SimulatorProcess simulator, String victim)
      throws IOException, InterruptedException {
    try (Child clients =
        workbench.child(
            HostileClients.class, List.of(Integer.toString(manager.base().getPort()), victim))) {
      String ignored = clients.await("attacking", Child.START_LIMIT);
      System.out.printf(
          "%d agents for %d min, load %.1f%n%s%n",
          agents, time.toMinutes(), Machine.load(), Sample.HEAD);
      watch(manager, simulator);
      clients.say("stop");
      String line = clients.await(HostileClients.REPORT, Child.START_LIMIT);
      while (!line.equals(HostileClients.END)) {
        report(line);
        line = clients.await(HostileClients.REPORT, Child.START_LIMIT);
      }
    }
  }

  private void watch(ManagerProcess manager, SimulatorProcess simulator)
      throws InterruptedException {
    long begin = System.nanoTime();
    for (long round = 0; System.nanoTime() - begin < time.toNanos(); round++) {
      manager.checkAlive();
      Sample sample = Sample.take((System.nanoTime() - begin) / 1_000_000_000L, manager, simulator);
      samples.add(sample);
      if (round % SAMPLES_PER_ROW == 0) {
        System.out.println(sample.row());
      }
      Waiting.pause(SAMPLE_PAUSE);
    }
  }

  /** An error of the manager itself is one too many; 503 is how it defends itself. */
  private void report(String line) {
    System.out.println(line);
    if (line.matches(".*\\b(500|501|502|504)=.*")) {
      troubles.add("an error of the manager itself: " + line);
    }
  }

  private void judge(HttpJson http, ManagerProcess manager, List<String> ids)
      throws IOException, InterruptedException {
    Latencies.Summary late = latencies.summary();
    System.out.printf(
        Locale.ROOT,
        "%d lines, p50 %.1f ms, p99 %.1f ms%n",
        late.count(),
        late.p50() / 1000.0,
        late.p99() / 1000.0);
    if (late.p99() > LATEST_MICROS) {
      troubles.add("lines were late: p99 " + late.p99() / 1000 + " ms");
    }
    long expected = watched.size() * time.toSeconds();
    if (late.count() < expected * 95 / 100) {
      troubles.add("%d lines came, about %d were spoken".formatted(late.count(), expected));
    }
    troubles.addAll(watched.faults());
    for (String id : ids) {
      String meeting =
          http.get(manager.base().resolve("/agents/" + id)).path("meeting_status").asText();
      if (!meeting.equals("joined")) {
        troubles.add(id + " is not in its meeting: " + meeting);
      }
    }
    List<String> growth = new Verdict(samples).troubles();
    if (time.compareTo(SHORTEST_FLAT) >= 0) {
      troubles.addAll(growth);
    }
    manager.output().stream()
        .limit(MAX_LOG_LINES)
        .forEach(line -> troubles.add("in the manager's log: " + line));
  }
}
