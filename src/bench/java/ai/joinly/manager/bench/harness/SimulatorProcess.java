package ai.joinly.manager.bench.harness;

import ai.joinly.simulator.SimulatorMain;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A simulated joinly server. For one thread. */
public final class SimulatorProcess implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final HttpJson http;
  private final Child child;
  private final URI url;

  private SimulatorProcess(HttpJson http, Child child, URI url) {
    this.http = http;
    this.child = child;
    this.url = url;
  }

  static SimulatorProcess start(HttpJson http, Path directory, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("--fast", "--port", "0"));
    all.addAll(arguments);
    Child child = Child.start(List.of("-Xmx4g"), SimulatorMain.class, all, Map.of(), directory);
    URI url = URI.create(child.await("listening on ", Child.START_LIMIT));
    return new SimulatorProcess(http, child, url);
  }

  /** Its MCP endpoint. */
  public URI url() {
    return url;
  }

  /** What it counts. */
  public JsonNode stats() {
    return get("stats");
  }

  /** One of its counts. */
  public long stat(String name) {
    return stats().path(name).asLong();
  }

  /** Its sessions, without the long ended. */
  public JsonNode sessions() {
    return get("sessions");
  }

  private JsonNode get(String what) {
    try {
      return http.get(url.resolve("/simulator/" + what));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("Interrupted", e);
    }
  }

  /** Lets something happen there. */
  public void act(String what, JsonNode body) throws IOException, InterruptedException {
    JsonNode ignored = http.post(url.resolve("/simulator/" + what), body);
  }

  /** Waits until so many agents are in meetings. */
  public void awaitMeetings(long wanted, Duration limit) {
    Waiting.until(wanted + " agents in meetings", limit, PAUSE, () -> stat("in_meeting") == wanted);
  }

  /** What the system tells of it. */
  public ProcessFigures figures() {
    return child.figures();
  }

  @Override
  public void close() {
    child.close();
  }
}
