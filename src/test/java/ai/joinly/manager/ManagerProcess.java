package ai.joinly.manager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
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
import java.util.spi.ToolProvider;

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
  private List<String> options = List.of("-Xmx256m");
  private Optional<Integer> descriptors = Optional.empty();

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

  /** With these options of the JVM in the place of {@code -Xmx256m}. */
  ManagerProcess withOptions(String... jvmOptions) {
    options = List.of(jvmOptions);
    return this;
  }

  /**
   * With as many file descriptors. Its classes come from jars, as outside of tests: from a
   * directory each would need a descriptor to be loaded.
   */
  ManagerProcess withDescriptors(int limit) {
    descriptors = Optional.of(limit);
    return this;
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
    descriptors.ifPresent(
        limit ->
            command.addAll(
                List.of("/bin/sh", "-c", "ulimit -n " + limit + " && exec \"$@\"", "sh")));
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(options);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-classpath");
    String classPath = System.getProperty("java.class.path", "");
    command.add(descriptors.isPresent() ? withoutDirectories(classPath) : classPath);
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

  private String withoutDirectories(String classPath) {
    List<String> entries = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path jar = directory.resolve("classes-" + entries.size() + ".jar");
      if (Files.isDirectory(Path.of(entry)) && Files.notExists(jar)) {
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(System.out, System.err, "-c", "-0", "-f", jar.toString(), "-C", entry, ".");
      }
      entries.add(Files.exists(jar) ? jar.toString() : entry);
    }
    return String.join(File.pathSeparator, entries);
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
