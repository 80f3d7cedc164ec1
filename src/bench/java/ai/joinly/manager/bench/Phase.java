package ai.joinly.manager.bench;

import ai.joinly.manager.Main;
import ai.joinly.manager.bench.Latencies.Summary;
import ai.joinly.manager.demo.ScriptedLlmMain;
import ai.joinly.manager.simulator.SimulatorMain;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One measurement with processes of its own, so that none begins with what another has warmed up.
 *
 * @param agents whose meetings are measured
 * @param every between two lines of one meeting
 * @param directory an empty one, whose parent is empty too
 */
record Phase(int agents, Duration every, Path directory) {
  /** No line may name it, since then the scripted model would answer. */
  static final String AGENT_NAME = "Listener";

  /**
   * @param cpu of the measured process while it was measured
   * @param residentKibibytes of the measured process at the end
   */
  record ManagerResult(Summary llm, Summary socket, Duration cpu, OptionalLong residentKibibytes) {}

  static final Duration WARM_UP = Duration.ofSeconds(3);
  static final Duration MEASURED = Duration.ofSeconds(5);

  /** One agent alone would take too long to get the compiler going. */
  private static final int LEAST_WARM_UP_AGENTS = 10;

  private static final Duration SETTLING = Duration.ofMillis(500);
  private static final Duration JOIN_LIMIT = Duration.ofSeconds(30);

  static String meetingUrl(int number) {
    return "https://meet.google.com/bench-" + number;
  }

  /** Measures the process that only reads. */
  Summary relay(HttpJson http) throws IOException, InterruptedException {
    try (Child simulator = simulator()) {
      String url = simulator.await("listening on ", Child.START_LIMIT);
      List<String> arguments = List.of(url, Integer.toString(warmUpAgents()));
      try (Child relay = Child.start(Relay.class, arguments, Map.of(), directory)) {
        relay.await("joined", JOIN_LIMIT);
        awaitMeetings(http, URI.create(url), warmUpAgents());
        Thread.sleep(WARM_UP);
        relay.say("keep " + agents);
        awaitMeetings(http, URI.create(url), agents);
        Thread.sleep(SETTLING);
        relay.say("reset");
        Thread.sleep(MEASURED);
        relay.say("stats");
        String[] stats = relay.await("stats ", Child.START_LIMIT).split(" ", 3);
        Summary summary =
            new Summary(
                Long.parseLong(stats[0]), Long.parseLong(stats[1]), Long.parseLong(stats[2]));
        check("the relay", summary.count());
        return summary;
      }
    }
  }

  /** Measures the manager. */
  ManagerResult manager(HttpJson http) throws IOException, InterruptedException {
    try (Child simulator = simulator();
        Child llm = Child.start(ScriptedLlmMain.class, List.of("0"), Map.of(), directory)) {
      URI joinly = URI.create(simulator.await("listening on ", Child.START_LIMIT));
      URI model = URI.create(llm.await("listening on ", Child.START_LIMIT));
      URI base = URI.create("http://127.0.0.1:" + freePort());
      try (Child manager =
          Child.start(Main.class, List.of(), settings(base, joinly, model), directory)) {
        awaitHealthy(http, manager, base);
        ManagerResult result = measure(http, manager, base, joinly, model);
        long speeches = http.get(joinly.resolve("/simulator/stats")).path("speeches").asLong();
        if (speeches > 0) {
          throw new BenchmarkException("The agents spoke, which they should not: " + speeches);
        }
        manager.otherOutput().forEach(line -> System.err.println("the manager: " + line));
        return result;
      }
    }
  }

  private ManagerResult measure(HttpJson http, Child manager, URI base, URI joinly, URI model)
      throws IOException, InterruptedException {
    Latencies latencies = new Latencies();
    EventSocket events = new EventSocket(latencies);
    URI socketUri = URI.create("ws://" + base.getAuthority() + "/ws/session");
    WebSocket socket = http.open(socketUri, events);
    List<String> ids = new ArrayList<>();
    for (int i = 1; i <= warmUpAgents(); i++) {
      ids.add(http.post(base.resolve("/agents"), agent(i)).path("id").asText());
    }
    awaitMeetings(http, joinly, ids.size());
    Thread.sleep(WARM_UP);
    while (ids.size() > agents) {
      http.delete(base.resolve("/agents/" + ids.removeLast()));
    }
    awaitMeetings(http, joinly, agents);
    Thread.sleep(SETTLING);

    http.post(model.resolve("/stats/reset"), HttpJson.JSON.createObjectNode());
    latencies.reset();
    Duration cpuBefore = manager.cpuTime();
    Thread.sleep(MEASURED);
    Summary segments = latencies.summary();
    JsonNode stats = http.get(model.resolve("/stats"));
    manager.checkAlive();
    Duration cpu = manager.cpuTime().minus(cpuBefore);
    OptionalLong resident = manager.residentKibibytes();

    events
        .failure()
        .ifPresent(
            sentence -> {
              throw new BenchmarkException(sentence);
            });
    socket.abort();
    Summary requests =
        new Summary(
            stats.path("count").asLong(),
            stats.path("p50_micros").asLong(),
            stats.path("p99_micros").asLong());
    check("the language model", requests.count());
    check("the WebSocket", segments.count());
    return new ManagerResult(requests, segments, cpu, resident);
  }

  /** Lines that were never heard would make the figures look better than they are. */
  private void check(String where, long count) {
    long spoken = agents * MEASURED.dividedBy(every);
    if (count < spoken * 8 / 10) {
      throw new BenchmarkException(
          "About %d lines were spoken, but only %d arrived at %s".formatted(spoken, count, where));
    }
  }

  private int warmUpAgents() {
    return Math.max(agents, LEAST_WARM_UP_AGENTS);
  }

  private Child simulator() throws IOException {
    List<String> arguments =
        List.of(
            "--fast",
            "--port",
            "0",
            "--traffic-every-ms",
            Long.toString(every.toMillis()),
            "--traffic-text",
            "t={micros} line {n}");
    return Child.start(SimulatorMain.class, arguments, Map.of(), directory);
  }

  private Map<String, String> settings(URI base, URI joinly, URI model) {
    return Map.of(
        "SERVER_HOST",
        "127.0.0.1",
        "SERVER_PORT",
        Integer.toString(base.getPort()),
        "JOINLY_URL",
        joinly.toString(),
        "OPENAI_BASE_URL",
        model.toString(),
        "OPENAI_API_KEY",
        "scripted",
        "MAX_AGENTS",
        Integer.toString(warmUpAgents()),
        "LOG_LEVEL",
        "warn",
        "LOG_FORMAT",
        "text");
  }

  static JsonNode agent(int number) {
    return HttpJson.JSON
        .createObjectNode()
        .put("name", AGENT_NAME)
        .put("meeting_url", meetingUrl(number))
        .put("llm_model", "scripted");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitHealthy(HttpJson http, Child manager, URI base)
      throws InterruptedException {
    long deadline = System.nanoTime() + Child.START_LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      manager.checkAlive();
      try {
        JsonNode ignored = http.get(base.resolve("/"));
        return;
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    throw new BenchmarkException("The manager does not serve: " + manager.otherOutput());
  }

  private static void awaitMeetings(HttpJson http, URI joinly, int wanted)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + JOIN_LIMIT.toNanos();
    long present = -1;
    while (System.nanoTime() < deadline) {
      present = http.get(joinly.resolve("/simulator/stats")).path("in_meeting").asLong();
      if (present == wanted) {
        return;
      }
      Thread.sleep(50);
    }
    throw new BenchmarkException(
        "There should be %d agents in meetings, but there are %d".formatted(wanted, present));
  }
}
