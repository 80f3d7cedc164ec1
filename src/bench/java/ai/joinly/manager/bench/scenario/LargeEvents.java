package ai.joinly.manager.bench.scenario;

import ai.joinly.manager.bench.baseline.FrameWriter;
import ai.joinly.manager.bench.harness.BenchmarkException;
import ai.joinly.manager.bench.harness.Child;
import ai.joinly.manager.bench.harness.Figure;
import ai.joinly.manager.bench.harness.Fleet;
import ai.joinly.manager.bench.harness.HttpJson;
import ai.joinly.manager.bench.harness.ManagerPlan;
import ai.joinly.manager.bench.harness.ManagerProcess;
import ai.joinly.manager.bench.harness.ModelProcess;
import ai.joinly.manager.bench.harness.Results;
import ai.joinly.manager.bench.harness.Scenario;
import ai.joinly.manager.bench.harness.SimulatorProcess;
import ai.joinly.manager.bench.harness.Target;
import ai.joinly.manager.bench.harness.Unit;
import ai.joinly.manager.bench.harness.Waiting;
import ai.joinly.manager.bench.harness.Workbench;
import ai.joinly.manager.bench.load.SocketLoad;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Events of 8 and 60 KB for many WebSocket clients: how fast they come when all read, and whether
 * any is missed when half of them read slowly and the manager has a small heap.
 */
public final class LargeEvents implements Scenario {
  private static final int USUAL = 8 * 1024;
  private static final int LARGE = 60 * 1024;
  private static final int LINES = 120;
  private static final int WARM_UP_BURSTS = 2;
  private static final int BURSTS = 4;
  private static final int[] READERS = {100, 1_000};

  private static final int CROWD = 2_000;
  private static final int USUAL_LINES = 20;
  private static final int LARGE_LINES = 5;
  private static final String SMALL_HEAP = "-Xmx256m";

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration QUIET = Duration.ofSeconds(2);

  /** Counts of the clients; {@code nanos} are those from the first event to the last. */
  private record Stats(long frames, long nanos, long closed, long bytes, long misses) {
    Stats plus(Stats other) {
      return new Stats(
          frames + other.frames,
          nanos + other.nanos,
          closed + other.closed,
          bytes + other.bytes,
          misses + other.misses);
    }
  }

  /** Lets one burst be sent. */
  private interface Burst {
    void send() throws IOException, InterruptedException;
  }

  @Override
  public String name() {
    return "large-events";
  }

  @Override
  public String about() {
    return "one agent hears lines of 8 and 60 KB, each client gets all events";
  }

  /** Each number of clients gets several bursts within a run. */
  @Override
  public int mostRuns() {
    return 1;
  }

  @Override
  public void run(Workbench workbench, Results results) throws IOException, InterruptedException {
    for (int readers : READERS) {
      Stats manager = readers(workbench, readers);
      Figure rate =
          Figure.plain(clients(readers) + ", events of 8 KB delivered", Unit.PER_SECOND)
              .beside("a loop that only writes frames")
              .toReach(new Target.ShareOfBaseline(0.5));
      results.measured(rate, perSecond(manager));
      results.baseline(rate, perSecond(baseline(workbench, readers, manager.bytes())));
    }
    crowd(workbench, results);
  }

  private static String clients(int count) {
    return String.format(Locale.ROOT, "%,d clients", count);
  }

  /** The end of an utterance is one large event more, so bytes are what is counted. */
  private static double perSecond(Stats stats) {
    return stats.bytes() / (double) USUAL / (stats.nanos() / 1e9);
  }

  private static Stats readers(Workbench workbench, int readers)
      throws IOException, InterruptedException {
    try (SimulatorProcess simulator = workbench.simulator();
        ModelProcess model = workbench.model();
        ManagerProcess manager =
            workbench.manager(ManagerPlan.of(simulator.url(), model.url(), 1).with(SMALL_HEAP))) {
      URI socket = manager.socket("/ws/agents/" + join(workbench, simulator, manager));
      try (Child load = load(workbench, socket, readers, 0)) {
        Stats stats = bursts(List.of(load), () -> say(simulator, USUAL, LINES));
        return checked(stats);
      }
    }
  }

  private static Stats baseline(Workbench workbench, int readers, long bytes)
      throws IOException, InterruptedException {
    long each = Math.max(1, bytes / USUAL / readers / BURSTS);
    List<String> arguments = List.of(Integer.toString(readers), Integer.toString(USUAL));
    try (Child writer = workbench.child(FrameWriter.class, arguments)) {
      String port = writer.await("serving ", Child.START_LIMIT);
      URI socket = URI.create("ws://127.0.0.1:" + port + "/");
      try (Child load = load(workbench, socket, readers, 0)) {
        return bursts(List.of(load), () -> writer.say("write " + each));
      }
    }
  }

  /** Half of them slow, half of each kind following all agents. */
  private static void crowd(Workbench workbench, Results results)
      throws IOException, InterruptedException {
    try (SimulatorProcess simulator = workbench.simulator();
        ModelProcess model = workbench.model();
        ManagerProcess manager =
            workbench.manager(ManagerPlan.of(simulator.url(), model.url(), 1).with(SMALL_HEAP))) {
      String id = join(workbench, simulator, manager);
      try (Child ofOne = load(workbench, manager.socket("/ws/agents/" + id), CROWD / 4, CROWD / 4);
          Child ofAll = load(workbench, manager.socket("/ws/session"), CROWD / 4, CROWD / 4)) {
        List<Child> loads = List.of(ofOne, ofAll);
        for (int i = 0; i < BURSTS; i++) {
          say(simulator, USUAL, USUAL_LINES);
          say(simulator, LARGE, LARGE_LINES);
          Waiting.pause(QUIET);
          manager.checkAlive();
        }
        long backlog = waiting(ofOne);
        for (Child load : loads) {
          load.say("hurry");
        }
        Stats stats = untilQuiet(loads);
        String who = clients(CROWD) + ", half of them slow, 256 MB heap";
        results.measured(
            Figure.plain(who + ": events delivered", Unit.COUNT), (double) stats.frames());
        results.measured(
            Figure.plain(who + ": delivered when the slow ones were let go", Unit.COUNT),
            (double) backlog);
        results.measured(
            Figure.plain(who + ": bytes delivered", Unit.MEBIBYTES), stats.bytes() / 1048576.0);
        results.measured(
            Figure.plain(who + ": live heap at the end", Unit.MEBIBYTES),
            manager.figures().liveHeapKibibytes() / 1024.0);
        results.measured(
            Figure.atMost(who + ": clients that were closed or missed an event", Unit.COUNT, 0),
            (double) (stats.closed() + stats.misses()));
      }
    }
  }

  private static long waiting(Child load) throws IOException, InterruptedException {
    return stats(load).frames();
  }

  private static String join(
      Workbench workbench, SimulatorProcess simulator, ManagerProcess manager)
      throws IOException, InterruptedException {
    Fleet fleet = new Fleet(workbench.http(), manager, true);
    fleet.add(1);
    simulator.awaitMeetings(1, LIMIT);
    return fleet.ids().getFirst();
  }

  private static void say(SimulatorProcess simulator, int bytes, int times)
      throws IOException, InterruptedException {
    simulator.act(
        "say",
        HttpJson.JSON
            .createObjectNode()
            .put("speaker", "Ada")
            .put("text", "We speak at length. ".repeat(bytes / 20))
            .put("times", times));
  }

  private static Child load(Workbench workbench, URI socket, int readers, int slow)
      throws IOException, InterruptedException {
    Child load =
        workbench.child(
            SocketLoad.class,
            List.of(socket.toString(), Integer.toString(readers), "0", Integer.toString(slow)));
    String ignored = load.await("open", LIMIT);
    return load;
  }

  private static Stats bursts(List<Child> loads, Burst burst)
      throws IOException, InterruptedException {
    Stats sum = new Stats(0, 0, 0, 0, 0);
    for (int i = 0; i < WARM_UP_BURSTS + BURSTS; i++) {
      for (Child load : loads) {
        load.say("reset");
        String ignored = load.await("reset", LIMIT);
      }
      burst.send();
      Stats one = untilQuiet(loads);
      if (i >= WARM_UP_BURSTS) {
        sum = sum.plus(one);
      }
    }
    return sum;
  }

  private static Stats untilQuiet(List<Child> loads) throws IOException, InterruptedException {
    Stats before = all(loads);
    while (true) {
      Waiting.pause(QUIET);
      Stats now = all(loads);
      if (now.bytes() == before.bytes() && now.frames() > 0) {
        return now;
      }
      before = now;
    }
  }

  private static Stats all(List<Child> loads) throws IOException, InterruptedException {
    List<Stats> each = new ArrayList<>();
    for (Child load : loads) {
      each.add(stats(load));
    }
    return each.stream().reduce(new Stats(0, 0, 0, 0, 0), Stats::plus);
  }

  private static Stats stats(Child load) throws IOException, InterruptedException {
    load.say("stats");
    String[] stats = load.await("stats ", LIMIT).split(" ", 5);
    return new Stats(
        Long.parseLong(stats[0]),
        Long.parseLong(stats[1]),
        Long.parseLong(stats[2]),
        Long.parseLong(stats[3]),
        Long.parseLong(stats[4]));
  }

  private static Stats checked(Stats stats) {
    if (stats.closed() > 0 || stats.misses() > 0) {
      throw new BenchmarkException(
          "%d clients were closed, %d events missed".formatted(stats.closed(), stats.misses()));
    }
    return stats;
  }
}
