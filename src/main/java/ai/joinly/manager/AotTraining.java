package ai.joinly.manager;

import ai.joinly.manager.config.InvalidSettingsException;
import ai.joinly.manager.config.SettingsLoader;
import ai.joinly.manager.logging.LoggingSetup;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lets a manager start, serve and end as in production, so that a JVM that records it ({@code
 * -XX:AOTCacheOutput}) knows beforehand what the next start will need. All of it happens on the
 * loopback address and in a directory of its own. Ends with status 0.
 */
public final class AotTraining {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration MEETING = Duration.ofSeconds(12);
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
    LoggingSetup.apply(ai.joinly.manager.config.Settings.Logging.defaults());
    // Once with the real store, as in production; once with a meeting, as in the demo.
    start(directory, Map.of("store.path", directory.resolve("training.db").toString()), false);
    start(directory, Map.of("demo.enabled", "true"), true);
  }

  private static void start(Path directory, Map<String, String> settings, boolean meeting)
      throws InvalidSettingsException, ServerStartException, IOException, InterruptedException {
    Map<String, String> own = new java.util.HashMap<>(settings);
    own.put("server.host", "127.0.0.1");
    own.put("server.port", "0");
    try (Application application =
            Application.start(
                SettingsLoader.load(directory, Map.of(), Optional.empty(), own).settings());
        HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      String base = "127.0.0.1:" + application.port();
      for (String page : PAGES) {
        get(http, "http://" + base + page);
      }
      post(http, "http://" + base + "/agents", "{\"name\":1}");
      if (meeting) {
        WebSocket socket =
            http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://" + base + "/ws/session"), new WebSocket.Listener() {})
                .join();
        Thread.sleep(MEETING);
        PAGES.forEach(page -> get(http, "http://" + base + page));
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
