package ai.joinly.training;

import ai.joinly.demo.llm.ScriptedLlmMain;
import ai.joinly.manager.Main;
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
 * Training run for the AOT cache ({@code -XX:AOTCacheOutput}). Runs a manager as in production, so
 * that the JVM records the classes and profiles that a start and running agents need. The joinly
 * server, the language model and the client are separate processes, to keep their classes out of
 * the cache. Uses only the loopback address and a temporary directory. Ends with status 0.
 */
public final class AotTraining {
  /** One line every 250 ms in every meeting; every fourth line ends an utterance. */
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

  /** Time limit of the helper processes, several times the duration of a training. */
  private static final Duration HELPER_LIMIT = Duration.ofMinutes(5);

  /** Time limit of the training, for the case that it hangs without waiting for a helper. */
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
      // Catches everything, as a started manager keeps the process running.
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
    // Without shutdown hooks, as one of them may hang. The directory is not deleted.
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
              "joinly.url", joinly.textAfter(LISTENING),
              "llm.openai.base-url", llm.textAfter(LISTENING),
              "llm.openai.api-key", "scripted",
              "agents.max-active", Integer.toString(AotVisitor.FLEET));
      // At least one setting, so that the YAML parser is in the cache.
      Path file = Files.writeString(directory.resolve("training.yaml"), "log: {level: warn}");
      int status = Main.execute(new String[] {"--config", file.toString()}, settings);
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
   * Deletes the directory after all shutdown hooks, as the manager still writes in its own hook.
   * The JVM deletes the registered files in reverse order of registration.
   */
  private static void deleteAfterHooks(Path directory) {
    directory.toFile().deleteOnExit();
    try (Stream<Path> files = Files.list(directory)) {
      files.forEach(file -> file.toFile().deleteOnExit());
    } catch (IOException e) {
      System.err.println(directory + " was not deleted");
    }
  }

  /** Process with the same Java and class path. Not thread-safe. */
  private record Helper(Process process, BufferedReader output) implements AutoCloseable {
    static Helper start(Class<?> main, List<String> arguments) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-classpath", System.getProperty("java.class.path"), main.getName()));
      command.addAll(arguments);
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      // Limits the time of all threads that wait for the process.
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

    /** Returns the rest of the first line that starts with {@code beginning}. */
    String textAfter(String beginning) throws IOException {
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
