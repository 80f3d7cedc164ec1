package ai.joinly.manager.api;

import ai.joinly.manager.api.observe.ConnectionFigures;
import ai.joinly.manager.api.observe.HealthDetail;
import ai.joinly.manager.api.observe.Readiness;
import ai.joinly.manager.api.rest.DemoMeetings;
import ai.joinly.manager.api.rest.History;
import ai.joinly.manager.api.websocket.SocketFigures;
import ai.joinly.manager.config.LlmPrices;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.json.Json;
import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.metrics.ManagerMetrics;
import ai.joinly.manager.store.MemoryStore;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The whole server on a free port over a fake fleet, and clients for it. */
public final class ServerUnderTest implements AutoCloseable {
  public static final String ORIGIN = "http://dashboard.test:3000";
  public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  public final FakeAgents agents = new FakeAgents();
  public final AtomicReference<Instant> now = new AtomicReference<>(START);
  public final AtomicInteger sockets = new AtomicInteger();
  public final AtomicInteger monitored = new AtomicInteger();
  public final Readiness readiness = new Readiness();
  public final AtomicReference<Supplier<List<HealthDetail>>> details =
      new AtomicReference<>(List::of);
  public final RecordedRequests requests = new RecordedRequests();
  public final MemoryStore store = new MemoryStore(event -> {});
  private final ManagerMetrics metrics =
      new ManagerMetrics(
          Settings.defaults().metrics(), Settings.defaults().prices(), System::nanoTime);
  private final ManagerServer server;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /** Whatever the zone of the machine is. */
  public static final Settings.Agents AGENTS = agentsIn(ZoneId.of("UTC"));

  private static Settings.Agents agentsIn(ZoneId zone) {
    Settings.Agents a = Settings.defaults().agents();
    return new Settings.Agents(
        a.maxActive(),
        a.maxKept(),
        a.leaveTimeout(),
        a.shutdownTimeout(),
        a.chatPoll(),
        zone,
        a.turns());
  }

  public ServerUnderTest() throws ServerStartException {
    this(Settings.defaults().prices());
  }

  public ServerUnderTest(LlmPrices prices) throws ServerStartException {
    this(Settings.defaults().with(settings(0)).with(prices));
  }

  public ServerUnderTest(Settings.Connections connections) throws ServerStartException {
    this(Settings.defaults().with(settings(0).with(connections)));
  }

  /** Returns a server that also serves {@code /demo}. */
  public static ServerUnderTest withDemo(DemoMeetings demo) throws ServerStartException {
    return new ServerUnderTest(Settings.defaults().with(settings(0)), Optional.of(demo));
  }

  private ServerUnderTest(Settings settings) throws ServerStartException {
    this(settings, Optional.empty());
  }

  private ServerUnderTest(Settings settings, Optional<DemoMeetings> demo)
      throws ServerStartException {
    server =
        ManagerServer.start(
            settings,
            agents,
            new History(store, new EventHub(), AGENTS),
            new WebSocketPart(
                Optional.empty(),
                () -> new SocketFigures(sockets.get(), monitored.get(), 0, 0, 0, 0),
                limit -> {}),
            new Monitoring(
                readiness,
                () -> details.get().get(),
                Optional.of(metrics),
                requests,
                () -> Duration.between(START, now.get()),
                new StateLog(System::nanoTime)),
            demo);
  }

  public static Settings.Server settings(int port) {
    return new Settings.Server("127.0.0.1", port, List.of(ORIGIN), 100, Duration.ofSeconds(2), 100);
  }

  public int port() {
    return server.port();
  }

  int managementPort() {
    return server.managementPort().orElseThrow();
  }

  public ConnectionFigures connections() {
    return server.connectionFigures();
  }

  public HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return send("GET", path, "", headers);
  }

  public HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return send("POST", path, body, headers);
  }

  public HttpResponse<String> postJson(String path, String body)
      throws IOException, InterruptedException {
    return send("POST", path, body, "Content-Type", "application/json");
  }

  /** Sends no body when {@code body} is empty. */
  public HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .timeout(Duration.ofSeconds(10))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    String text = response.body();
    if (!text.isEmpty() && !text.endsWith("\n") && !path.contains("/health")) {
      throw new AssertionError("an answer must end with a newline: " + path);
    }
    return response;
  }

  /** Sends {@code bytes} as they are and reads until the server closes the connection. */
  public String raw(String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  public static JsonNode json(HttpResponse<String> response) throws IOException {
    return Json.mapper().readTree(response.body());
  }

  /** Ends the server alone, so that its last answers can still be read. */
  public void closeServer() throws InterruptedException {
    server.close(Duration.ofSeconds(10));
  }

  @Override
  public void close() {
    client.shutdownNow();
    try {
      closeServer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    metrics.close();
  }
}
