package ai.joinly.manager.bench.scenario;

import ai.joinly.manager.bench.baseline.FrameWriter;
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
import ai.joinly.manager.bench.load.SocketLoad;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Bursts of lines in one meeting, sent to many WebSocket clients. The time is that from the first
 * event to the last.
 */
public final class Fanout implements Scenario {
  private static final int[] CLIENTS = {10, 100, 1_000};
  private static final int LINES = 300;
  private static final int WARM_UP_BURSTS = 8;
  private static final int BURSTS = 4;

  /** About what an event of one line has. */
  private static final int FRAME_BYTES = 260;

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration QUIET = Duration.ofMillis(1_500);

  /** Delivered in all bursts, the time that took, and the manager's time on a processor. */
  private record Delivered(long frames, double seconds, Duration cpu) {
    double perSecond() {
      return frames / seconds;
    }
  }

  /** Lets one burst be sent. */
  private interface Burst {
    void send() throws IOException, InterruptedException;
  }

  @Override
  public String name() {
    return "fanout";
  }

  @Override
  public String about() {
    return "one agent hears %d lines at once, each client gets all events".formatted(LINES);
  }

  /** Each number of clients gets several bursts within a run. */
  @Override
  public int mostRuns() {
    return 1;
  }

  @Override
  public void run(Workbench workbench, Results results) throws IOException, InterruptedException {
    results.note(
        "The baseline is a thread for each client that only writes as many frames of %d bytes."
            .formatted(FRAME_BYTES));
    for (int clients : CLIENTS) {
      Delivered delivered = manager(workbench, clients, 0);
      if (delivered.frames() < (long) LINES * clients * BURSTS) {
        throw new BenchmarkException(
            "Only %d events came of %d lines at %d clients"
                .formatted(delivered.frames(), LINES * BURSTS, clients));
      }
      Figure rate = rate(clients);
      results.measured(rate, delivered.perSecond());
      results.baseline(rate, baseline(workbench, clients, delivered.frames()).perSecond());
      results.measured(
          Figure.plain(clients(clients) + ", CPU for an event delivered", Unit.MICROSECONDS),
          delivered.cpu().toNanos() / 1e3 / delivered.frames());
    }
    int most = CLIENTS[CLIENTS.length - 1];
    Figure beside =
        Figure.plain(clients(most) + " and one that never reads, events delivered", Unit.PER_SECOND)
            .beside("without that one")
            .toReach(new Target.ShareOfBaseline(0.8));
    results.measured(beside, manager(workbench, most, 1).perSecond());
    results.baseline(beside, manager(workbench, most, 0).perSecond());
  }

  private static Figure rate(int clients) {
    Figure rate =
        Figure.plain(clients(clients) + ", events delivered", Unit.PER_SECOND)
            .beside("a loop that only writes frames");
    return clients == 1_000 ? rate.toReach(new Target.ShareOfBaseline(0.5)) : rate;
  }

  private static String clients(int count) {
    return String.format(Locale.ROOT, "%,d clients", count);
  }

  private static Delivered manager(Workbench workbench, int clients, int sleepers)
      throws IOException, InterruptedException {
    try (SimulatorProcess simulator = workbench.simulator();
        ModelProcess model = workbench.model();
        ManagerProcess manager = workbench.manager(simulator, model, 1)) {
      Fleet fleet = new Fleet(workbench.http(), manager);
      fleet.add(1);
      simulator.awaitMeetings(1, LIMIT);
      URI socket = manager.socket("/ws/agents/" + fleet.ids().getFirst());
      Burst burst =
          () ->
              simulator.act(
                  "say",
                  HttpJson.JSON
                      .createObjectNode()
                      .put("speaker", "Ada")
                      .put("text", "And this is what we talk about in this meeting of ours.")
                      .put("times", LINES));
      return measure(
          workbench, socket, clients, sleepers, burst, () -> manager.figures().cpuTime());
    }
  }

  private static Delivered baseline(Workbench workbench, int clients, long frames)
      throws IOException, InterruptedException {
    long each = Math.max(1, frames / clients / BURSTS);
    List<String> arguments = List.of(Integer.toString(clients), Integer.toString(FRAME_BYTES));
    try (Child writer = workbench.child(FrameWriter.class, arguments)) {
      String port = writer.await("serving ", Child.START_LIMIT);
      URI socket = URI.create("ws://127.0.0.1:" + port + "/");
      Burst burst = () -> writer.say("write " + each);
      return measure(workbench, socket, clients, 0, burst, () -> Duration.ZERO);
    }
  }

  /** Tells how much time a process has had on a processor. */
  private interface Cpu {
    Duration time();
  }

  private static Delivered measure(
      Workbench workbench, URI socket, int clients, int sleepers, Burst burst, Cpu cpu)
      throws IOException, InterruptedException {
    List<String> arguments =
        List.of(socket.toString(), Integer.toString(clients), Integer.toString(sleepers));
    try (Child load = workbench.child(SocketLoad.class, arguments)) {
      String ignored = load.await("open", LIMIT);
      long frames = 0;
      long nanos = 0;
      Duration before = Duration.ZERO;
      for (int i = 0; i < WARM_UP_BURSTS + BURSTS; i++) {
        if (i == WARM_UP_BURSTS) {
          before = cpu.time();
        }
        long[] burstStats = burst(load, burst, clients);
        if (i >= WARM_UP_BURSTS) {
          frames += burstStats[0];
          nanos += burstStats[1];
        }
      }
      return new Delivered(frames, nanos / 1e9, cpu.time().minus(before));
    }
  }

  /** Sends one, waits until no more comes, and checks that every client got all of it. */
  private static long[] burst(Child load, Burst burst, int clients)
      throws IOException, InterruptedException {
    load.say("reset");
    String ignored = load.await("reset", LIMIT);
    burst.send();
    long[] stats = stats(load);
    while (true) {
      Waiting.pause(QUIET);
      long[] later = stats(load);
      if (later[0] == stats[0] && later[0] > 0) {
        break;
      }
      stats = later;
    }
    if (stats[2] > 0 || stats[0] % clients != 0) {
      throw new BenchmarkException(
          "%d events at %d clients, of which %d were closed: some are lost"
              .formatted(stats[0], clients, stats[2]));
    }
    return stats;
  }

  private static long[] stats(Child load) throws IOException, InterruptedException {
    load.say("stats");
    String[] stats = load.await("stats ", LIMIT).split(" ", 5);
    return new long[] {
      Long.parseLong(stats[0]), Long.parseLong(stats[1]), Long.parseLong(stats[2])
    };
  }
}
