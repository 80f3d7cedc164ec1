package ai.joinly.manager;

import ai.joinly.demo.llm.ScriptedLlmMain;
import ai.joinly.simulator.SimulatorMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lets a manager start, serve and end as in production, so that a JVM that records it ({@code
 * -XX:AOTCacheOutput}) knows beforehand what the next start will need, and what is worth compiling
 * when agents come. The joinly server, the language model and the one who asks are processes of
 * their own, or the cache would be full of them. All of it happens on the loopback address and in a
 * directory of its own. Ends with status 0.
 */
public final class AotTraining {
  /** A line each quarter of a second in every meeting; each fourth ends an utterance. */
  private static final List<String> TALK =
      List.of(
          "--fast",
          "--port",
          "0",
          "--traffic-every-ms",
          "250",
          "--traffic-utterance-lines",
          "4",
          "--traffic-text",
          "{name} heard line {n} at {micros}.");

  private static final String LISTENING = "listening on ";

  /**
   * Several times what a training takes; then its helpers end, and with them what waits for them.
   */
  private static final Duration HELPER_LIMIT = Duration.ofMinutes(5);

  /** Then something hangs that waits for no helper. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private AotTraining() {}

  public static void main(String[] args) throws IOException {
    Thread.ofPlatform().daemon().name("training-limit").start(AotTraining::endAfterLimit);
    Path directory = Files.createTempDirectory("aot-training");
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().unstarted(() -> deleteAfterHooks(directory)));
    try {
      train(directory);
      System.exit(0);
    } catch (Exception | Error e) {
      // Whatever it was: a manager that was started goes on until it is told to end.
      System.err.println("The training failed: " + e);
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void endAfterLimit() {
    try {
      Thread.sleep(LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    System.err.println("The training failed: it took more than " + LIMIT.toMinutes() + " minutes");
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    // Without hooks, since it may be one of them that hangs; so the directory is left behind.
    Runtime.getRuntime().halt(1);
  }

  private static void train(Path directory) throws IOException, InterruptedException {
    try (Helper joinly = Helper.start(SimulatorMain.class, TALK);
        Helper llm = Helper.start(ScriptedLlmMain.class, List.of("0"))) {
      int port = freePort();
      Map<String, String> settings =
          Map.of(
              "server.host", "127.0.0.1",
              "server.port", Integer.toString(port),
              "store.path", directory.resolve("training.db").toString(),
              "log.level", "warn",
              "joinly.url", joinly.said(LISTENING),
              "llm.openai.base-url", llm.said(LISTENING),
              "llm.openai.api-key", "scripted",
              "agents.max-active", Integer.toString(AotVisitor.FLEET));
      // One setting at least, so that the YAML parser is in the cache.
      Path file = Files.writeString(directory.resolve("training.yaml"), "log: {level: warn}");
      int status = Main.execute(CommandLine.parse("--config", file.toString()), settings);
      if (status != 0) {
        throw new IllegalStateException("the manager did not start: " + status);
      }
      try (Helper visitor = Helper.start(AotVisitor.class, List.of("http://127.0.0.1:" + port))) {
        if (visitor.end() != 0) {
          throw new IllegalStateException("the visitor failed");
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * A hook runs beside the one in which the manager ends and still writes. The JVM deletes what it
   * is told of here after all hooks, and what it was told of last at first.
   */
  private static void deleteAfterHooks(Path directory) {
    directory.toFile().deleteOnExit();
    try (Stream<Path> files = Files.list(directory)) {
      files.forEach(file -> file.toFile().deleteOnExit());
    } catch (IOException e) {
      System.err.println(directory + " is left behind");
    }
  }

  /** Another process with the same Java and class path. For one thread. */
  private record Helper(Process process, BufferedReader output) implements AutoCloseable {
    static Helper start(Class<?> main, List<String> arguments) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-classpath", System.getProperty("java.class.path"), main.getName()));
      command.addAll(arguments);
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      // Whoever waits for it waits no longer than this.
      Thread.ofPlatform().daemon().name("helper-limit").start(() -> endAfterLimit(process));
      return new Helper(process, process.inputReader(StandardCharsets.UTF_8));
    }

    private static void endAfterLimit(Process process) {
      try {
        if (!process.waitFor(HELPER_LIMIT)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** The rest of the line that begins so. */
    String said(String beginning) throws IOException {
      while (true) {
        Optional<String> line = Optional.ofNullable(output.readLine());
        if (line.isEmpty()) {
          throw new IOException("a helper ended");
        }
        if (line.get().startsWith(beginning)) {
          return line.get().substring(beginning.length());
        }
      }
    }

    int end() throws InterruptedException {
      return process.waitFor();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
