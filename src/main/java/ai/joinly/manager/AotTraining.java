package ai.joinly.manager;

import ai.joinly.manager.config.InvalidSettingsException;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.config.SettingsLoader;
import ai.joinly.manager.demo.ScriptedLlm;
import ai.joinly.manager.logging.LoggingSetup;
import ai.joinly.manager.model.LogLevel;
import ai.joinly.manager.simulator.JoinlySimulator;
import ai.joinly.manager.simulator.SimulatorOptions;
import ai.joinly.manager.simulator.Traffic;
import ai.joinly.manager.web.ServerStartException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Lets a manager start, serve and end as in production, so that a JVM that records it ({@code
 * -XX:AOTCacheOutput}) knows beforehand what the next start will need, and what is worth compiling
 * when agents come. All of it happens on the loopback address and in a directory of its own. Ends
 * with status 0.
 */
public final class AotTraining {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration MEETING = Duration.ofSeconds(12);

  /** Long and busy enough that the profiles of what agents do are those of a busy day. */
  private static final Duration BUSY = Duration.ofSeconds(20);

  private static final int FLEET = 40;

  /** Of looks at all pages: enough for the compiler to take notice. */
  private static final int ROUNDS = 100;

  private static final Traffic TALK =
      new Traffic(Duration.ofMillis(250), "Ada", "{name} heard line {n} at {micros}.", 0, 4);
  private static final List<String> PAGES =
      List.of(
          "/",
          "/agents",
          "/meetings",
          "/usage",
          "/ws/stats",
          "/health/live",
          "/health/ready",
          "/health/started",
          "/metrics",
          "/nowhere");

  private AotTraining() {}

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("aot-training");
    try {
      run(directory);
    } finally {
      delete(directory);
    }
    System.exit(0);
  }

  private static void run(Path directory)
      throws InvalidSettingsException, ServerStartException, IOException, InterruptedException {
    Map<String, String> store = Map.of("store.path", directory.resolve("training.db").toString());
    asProcess(directory);
    start(directory, Map.of(), store, Duration.ZERO, base -> {});
    start(directory, Map.of(), Map.of("demo.enabled", "true"), MEETING, base -> {});
    LoggingSetup.apply(new Settings.Logging(LogLevel.WARN, Settings.Logging.defaults().format()));
    fleet(directory, store);
  }

  /** From the command line on; it ends with this process. */
  private static void asProcess(Path directory) throws IOException {
    Path config = Files.writeString(directory.resolve("empty.yaml"), "log:\n  level: info\n");
    Map<String, String> settings =
        Map.of(
            "server.host", "127.0.0.1",
            "server.port", "0",
            "store.path", directory.resolve("process.db").toString());
    if (Main.execute(CommandLine.parse("--config", config.toString()), settings) != 0) {
      throw new IllegalStateException("the manager did not start");
    }
  }

  /** Agents who hear much and think about it, with the store of production. */
  private static void fleet(Path directory, Map<String, String> store)
      throws InvalidSettingsException, ServerStartException, IOException, InterruptedException {
    try (JoinlySimulator joinly =
            JoinlySimulator.start(SimulatorOptions.fast().traffic(TALK).build());
        ScriptedLlm llm = ScriptedLlm.start(0, Duration.ZERO)) {
      Map<String, String> environment =
          Map.of(
              "JOINLY_URL", joinly.mcpUrl().toString(),
              "OPENAI_BASE_URL", llm.baseUrl().toString(),
              "OPENAI_API_KEY", "scripted",
              "MAX_AGENTS", Integer.toString(FLEET));
      start(directory, environment, store, BUSY, AotTraining::addFleet);
    }
  }

  private static void addFleet(String base) {
    try (HttpClient http = client()) {
      for (int i = 0; i < FLEET; i++) {
        post(
            http,
            "http://" + base + "/agents",
            "{\"name\":\"Joe\",\"meeting_url\":\"https://meet.google.com/aot-%d\"}".formatted(i));
      }
    }
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().connectTimeout(LIMIT).build();
  }

  /**
   * @param lasting how long it is watched over a WebSocket; zero for not at all
   * @param begin is given host and port once it serves
   */
  private static void start(
      Path directory,
      Map<String, String> environment,
      Map<String, String> settings,
      Duration lasting,
      Consumer<String> begin)
      throws InvalidSettingsException, ServerStartException, IOException, InterruptedException {
    Map<String, String> own = new HashMap<>(settings);
    own.put("server.host", "127.0.0.1");
    own.put("server.port", "0");
    try (Application application =
            Application.start(
                SettingsLoader.load(directory, environment, Optional.empty(), own).settings());
        HttpClient http = client()) {
      String base = "127.0.0.1:" + application.port();
      PAGES.forEach(page -> get(http, "http://" + base + page));
      post(http, "http://" + base + "/agents", "{\"name\":1}");
      begin.accept(base);
      if (lasting.isPositive()) {
        WebSocket socket =
            http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://" + base + "/ws/session"), new WebSocket.Listener() {})
                .join();
        Thread.sleep(lasting);
        for (int i = 0; i < ROUNDS; i++) {
          PAGES.forEach(page -> get(http, "http://" + base + page));
        }
        socket.abort();
      }
    }
  }

  private static void get(HttpClient http, String url) {
    send(http, HttpRequest.newBuilder(URI.create(url)).GET());
  }

  private static void post(HttpClient http, String url, String body) {
    send(
        http,
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static void send(HttpClient http, HttpRequest.Builder request) {
    try {
      http.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      throw new IllegalStateException("the manager did not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
