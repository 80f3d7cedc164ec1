package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;

import ai.joinly.demo.llm.ScriptedLlm;
import ai.joinly.manager.config.JoinlySettings;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.metrics.Scrape;
import ai.joinly.simulator.JoinlySimulator;
import ai.joinly.simulator.SimulatorOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A whole manager with a simulated joinly server and a scripted model, all over real sockets. */
final class TestManager implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(30);
  private static final JsonMapper JSON = new JsonMapper();

  final JoinlySimulator joinly;
  final ScriptedLlm llm = ScriptedLlm.start(0, Duration.ZERO);
  Application application;
  private final Settings settings;
  private final Path directory;
  private final HttpClient http = HttpClient.newHttpClient();

  TestManager(int maxActive) throws Exception {
    this(maxActive, SimulatorOptions.fast().build());
  }

  TestManager(int maxActive, SimulatorOptions options) throws Exception {
    this(maxActive, options, given -> given);
  }

  /**
   * @param changes what is to be different from the usual settings of these tests
   */
  TestManager(int maxActive, SimulatorOptions options, UnaryOperator<Settings> changes)
      throws Exception {
    joinly = JoinlySimulator.start(options);
    Settings defaults = Settings.defaults();
    Settings.Server server = defaults.server();
    JoinlySettings j = defaults.joinly();
    directory = Files.createTempDirectory("manager");
    Settings usual =
        defaults
            .with(
                new Settings.Server(
                    "127.0.0.1",
                    0,
                    server.origins(),
                    server.webSocketWindow(),
                    server.webSocketStall(),
                    server.webSocketClients()))
            .with(
                new Settings.Agents(
                    maxActive,
                    10_000,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(200),
                    defaults.agents().timezone(),
                    defaults.agents().turns()))
            .with(
                new JoinlySettings(
                    joinly.mcpUrl(),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    j.queueTimeout(),
                    j.startTimeout(),
                    j.joinTimeout(),
                    Duration.ofSeconds(3),
                    j.toolTimeout(),
                    j.speechTimeout(),
                    Duration.ofSeconds(3),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(1),
                    false,
                    j.maxResponseBytes()))
            .with(new Settings.Llm(llm.variables(), Set.of(), Duration.ofSeconds(20), 3))
            .with(
                new Settings.Store(
                    directory.resolve("manager.db").toString(),
                    Optional.empty(),
                    0,
                    1_000_000,
                    64 * 1024 * 1024));
    settings = changes.apply(usual);
    application = Application.start(settings);
  }

  /**
   * Ends the manager and starts another on the same store.
   *
   * @param leave whether the agents leave their meetings meanwhile
   */
  void restart(boolean leave, Runnable meanwhile) throws Exception {
    application.close(); // goes by the settings it was started with
    meanwhile.run();
    application = Application.start(staying(leave));
  }

  /** Starts over with agents that stay in their meetings when the manager ends. */
  static TestManager staying(int maxActive) throws Exception {
    TestManager manager = new TestManager(maxActive);
    manager.restart(false, () -> {});
    return manager;
  }

  private Settings staying(boolean leave) {
    Settings.Resume r = settings.resume();
    return settings.with(new Settings.Resume(r.enabled(), r.maxRejoins(), r.recent(), leave));
  }

  Path database() {
    return Path.of(settings.store().path());
  }

  /** What the API answered. */
  record Answer(int status, JsonNode body) {}

  Answer call(String method, String path, String... body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + application.port() + path))
            .timeout(LIMIT);
    if (body.length > 0) {
      request.header("Content-Type", "application/json");
    }
    HttpResponse<String> response =
        http.send(
            request
                .method(
                    method,
                    body.length > 0
                        ? HttpRequest.BodyPublishers.ofString(body[0])
                        : HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), JSON.readTree(response.body()));
  }

  /** The body of the answer to {@code GET path}. */
  String get(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + application.port() + path))
                  .timeout(LIMIT)
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The status of the answer to {@code GET path}, whatever its body. */
  int status(String path) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + application.port() + path))
                .timeout(LIMIT)
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  Scrape scrape() {
    return Scrape.parse(get("/metrics"), application.metricsScope());
  }

  /** Creates an agent that joins by itself; its id. */
  String create(String name, String meetingUrl) throws IOException, InterruptedException {
    return create(JSON.createObjectNode().put("name", name).put("meeting_url", meetingUrl));
  }

  /** Creates the agent that {@code body} asks for; its id. */
  String create(JsonNode body) throws IOException, InterruptedException {
    Answer answer = call("POST", "/agents", body.toString());
    if (answer.status() != 201) {
      throw new AssertionError(answer.toString());
    }
    return answer.body().get("id").asText();
  }

  JsonNode agent(String id) {
    try {
      return call("GET", "/agents/" + id).body();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  void awaitField(String id, String field, String value) {
    eventually(
        field + " of " + id + " is " + value, () -> agent(id).path(field).asText().equals(value));
  }

  List<String> log(String id) throws IOException, InterruptedException {
    return call("GET", "/agents/" + id + "/logs?lines=1000")
        .body()
        .get("logs")
        .valueStream()
        .map(line -> line.get("message").asText())
        .toList();
  }

  @Override
  public void close() {
    application.close();
    llm.close();
    joinly.close();
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
