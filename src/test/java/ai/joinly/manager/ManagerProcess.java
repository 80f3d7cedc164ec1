package ai.joinly.manager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A manager as a process of its own, which can be killed and started again. For one thread. */
final class ManagerProcess implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(90);

  private final Path directory;
  private final Map<String, String> settings;
  private final int port;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private Optional<Process> process = Optional.empty();

  /**
   * @param directory where it works and logs to {@code manager.log}
   * @param settings all of its environment but the port
   */
  ManagerProcess(Path directory, Map<String, String> settings) throws IOException {
    this.directory = directory;
    this.settings = Map.copyOf(settings);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  Path directory() {
    return directory;
  }

  /** What it has logged, of all its lives. */
  String log() {
    try {
      return Files.readString(directory.resolve("manager.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it and returns once it serves. */
  void start() throws IOException, InterruptedException {
    launch();
    long end = System.nanoTime() + START.toNanos();
    while (!serves()) {
      if (System.nanoTime() > end || !process.orElseThrow().isAlive()) {
        throw new AssertionError("the manager did not start; see " + directory + "\n" + log());
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** Starts it and returns at once. */
  void launch() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("-Xmx256m");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-classpath");
    command.add(System.getProperty("java.class.path", ""));
    command.add(Main.class.getName());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("manager.log").toFile()));
    builder.environment().clear();
    builder.environment().putAll(settings);
    builder.environment().put("SERVER_PORT", Integer.toString(port));
    process = Optional.of(builder.start());
  }

  private boolean serves() throws InterruptedException {
    try {
      return get("/").isObject();
    } catch (IOException e) {
      return false;
    }
  }

  /** As {@code kill -9} does. */
  void kill() throws InterruptedException {
    if (process.isPresent()) {
      process.get().destroyForcibly().waitFor();
      process = Optional.empty();
    }
  }

  /** As {@code kill} does; its exit status. */
  int terminate() throws InterruptedException {
    signal();
    return awaitEnd();
  }

  /** As {@code kill} does; returns at once. */
  void signal() {
    process.orElseThrow().destroy();
  }

  boolean isAlive() {
    return process.map(Process::isAlive).orElse(false);
  }

  /** Its exit status, once it has ended. */
  int awaitEnd() throws InterruptedException {
    Process ending = process.orElseThrow();
    if (!ending.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the manager did not end; see " + directory + "\n" + log());
    }
    process = Optional.empty();
    return ending.exitValue();
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(send("GET", path, Optional.empty()).body());
  }

  HttpResponse<String> send(String method, String path, Optional<String> body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20));
    if (body.isPresent()) {
      request.header("Content-Type", "application/json");
    }
    return http.send(
        request
            .method(
                method,
                body.map(HttpRequest.BodyPublishers::ofString)
                    .orElseGet(HttpRequest.BodyPublishers::noBody))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    process.ifPresent(Process::destroyForcibly);
    http.close();
  }
}
