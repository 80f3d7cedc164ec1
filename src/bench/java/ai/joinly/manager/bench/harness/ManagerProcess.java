package ai.joinly.manager.bench.harness;

import ai.joinly.manager.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The manager that is measured. For one thread. */
public final class ManagerProcess implements AutoCloseable {
  /**
   * After that an idle manager's memory is what it stays at: the JVM gives back what the start took
   * of native memory every five seconds.
   */
  public static final Duration SETTLING = Duration.ofSeconds(12);

  private static final Duration READY_LIMIT = Duration.ofMinutes(2);

  private final HttpJson http;
  private final Child child;
  private final URI base;
  private final Optional<Path> recording;

  private ManagerProcess(HttpJson http, Child child, URI base, Optional<Path> recording) {
    this.http = http;
    this.child = child;
    this.base = base;
    this.recording = recording;
  }

  static ManagerProcess launch(
      HttpJson http, ManagerPlan plan, Path directory, Options options, String name)
      throws IOException {
    List<String> jvm = new ArrayList<>(deployedOptions());
    if (plan.cached()) {
      AotCache.file().ifPresent(file -> jvm.add("-XX:AOTCache=" + file));
    }
    Optional<Path> recording = Optional.empty();
    if (options.recorded()) {
      jvm.add("-XX:StartFlightRecording=settings=profile");
      recording = Optional.of(options.recordings().resolve(name + ".jfr"));
    }
    jvm.addAll(plan.jvm());
    URI base = URI.create("http://127.0.0.1:" + freePort());
    Map<String, String> settings = new HashMap<>(plan.settings());
    settings.put("SERVER_HOST", "127.0.0.1");
    settings.put("SERVER_PORT", Integer.toString(base.getPort()));
    Child child = Child.start(jvm, Main.class, List.of(), settings, directory);
    return new ManagerProcess(http, child, base, recording);
  }

  /** The image's, if the benchmark is started where {@code deploy} lies. */
  static List<String> deployedOptions() throws IOException {
    List<String> options = new ArrayList<>();
    for (String name : List.of("runtime.options", "jvm.options")) {
      Path file = Path.of("deploy", name);
      if (!Files.exists(file)) {
        return List.of("--enable-native-access=ALL-UNNAMED");
      }
      Files.readAllLines(file).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(options::add);
    }
    return options;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until it says that it is ready. */
  public void awaitReady() {
    // A request in vain costs whoever measures more than a port that is closed.
    Waiting.until(
        "the manager listens",
        READY_LIMIT,
        Duration.ofMillis(2),
        () -> {
          child.checkAlive();
          return listens();
        });
    URI ready = base.resolve("/health/ready");
    Waiting.until(
        "the manager is ready",
        READY_LIMIT,
        Duration.ofMillis(2),
        () -> {
          child.checkAlive();
          return http.isAnswered(ready);
        });
  }

  private boolean listens() {
    InetSocketAddress address = new InetSocketAddress(base.getHost(), base.getPort());
    try (SocketChannel channel = SocketChannel.open(address)) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Where it serves, without a path. */
  public URI base() {
    return base;
  }

  /** A WebSocket of it. */
  public URI socket(String path) {
    return URI.create("ws://" + base.getAuthority() + path);
  }

  /** What it has printed: with a quiet log only what is wrong. */
  public List<String> output() {
    // The JVM says so when a part of the AOT cache's code does not fit, and compiles that anew; and
    // of priorities unless it is root's.
    return child.otherOutput().stream()
        .filter(line -> !line.contains("[warning][aot") && !line.contains("ThreadPriorityPolicy"))
        .toList();
  }

  /** What the system tells of it. */
  public ProcessFigures figures() {
    return child.figures();
  }

  /** Fails when it has ended. */
  public void checkAlive() {
    child.checkAlive();
  }

  /** Tells it to end, as a supervisor does, and waits; whether it has ended within the limit. */
  public boolean terminate(Duration limit) throws InterruptedException {
    child.terminate();
    return child.awaitEnd(limit);
  }

  @Override
  public void close() {
    recording.ifPresent(file -> child.figures().dumpRecording(file));
    child.close();
  }
}
