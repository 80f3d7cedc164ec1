package ai.joinly.manager.bench.scenario;

import ai.joinly.manager.bench.harness.BenchmarkException;
import ai.joinly.manager.bench.harness.Fleet;
import ai.joinly.manager.bench.harness.HttpJson;
import ai.joinly.manager.bench.harness.ManagerProcess;
import ai.joinly.manager.bench.harness.ModelProcess;
import ai.joinly.manager.bench.harness.SimulatorProcess;
import ai.joinly.manager.bench.harness.Waiting;
import ai.joinly.manager.bench.harness.Workbench;
import ai.joinly.manager.bench.load.SegmentCounter;
import java.io.IOException;
import java.net.http.WebSocket;
import java.time.Duration;

/** A manager with one agent, whose meeting is followed by one WebSocket client. For one thread. */
final class OneMeeting implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final SimulatorProcess simulator;
  private final ModelProcess model;
  private final ManagerProcess manager;
  private final Fleet fleet;
  private final SegmentCounter counter = new SegmentCounter();
  private final WebSocket socket;
  private long spoken;

  private OneMeeting(
      Workbench workbench, SimulatorProcess simulator, ModelProcess model, ManagerProcess manager)
      throws InterruptedException {
    this.simulator = simulator;
    this.model = model;
    this.manager = manager;
    this.fleet = new Fleet(workbench.http(), manager);
    fleet.add(1);
    simulator.awaitMeetings(1, LIMIT);
    this.socket = workbench.http().open(manager.socket("/ws/session"), counter);
  }

  static OneMeeting join(Workbench workbench) throws IOException, InterruptedException {
    SimulatorProcess simulator = workbench.simulator();
    ModelProcess model = workbench.model();
    return new OneMeeting(workbench, simulator, model, workbench.manager(simulator, model, 1));
  }

  ManagerProcess manager() {
    return manager;
  }

  /** Leaves, and joins another meeting in which nobody has spoken yet. */
  void begin() throws InterruptedException {
    fleet.keep(0);
    simulator.awaitMeetings(0, LIMIT);
    fleet.add(1);
    simulator.awaitMeetings(1, LIMIT);
  }

  /**
   * Lets so many segments be heard, each batch as soon as the one before it has arrived at the
   * WebSocket.
   *
   * @return the manager's CPU in milliseconds for 1,000 segments
   */
  double hear(int segments, int batch) throws IOException, InterruptedException {
    Duration before = manager.figures().cpuTime();
    for (int i = 0; i < segments; i += batch) {
      spoken += batch;
      simulator.act(
          "say",
          HttpJson.JSON
              .createObjectNode()
              .put("speaker", "Ada")
              .put("text", "This is one of the many things that were said in this long meeting.")
              .put("times", batch));
      Waiting.until("all segments arrived", LIMIT, () -> counter.segments() >= spoken);
    }
    if (counter.segments() != spoken) {
      throw new BenchmarkException(
          "%d segments were spoken, %d arrived".formatted(spoken, counter.segments()));
    }
    return manager.figures().cpuTime().minus(before).toNanos() / 1e6 / (segments / 1_000.0);
  }

  @Override
  public void close() {
    socket.abort();
    manager.close();
    model.close();
    simulator.close();
  }
}
