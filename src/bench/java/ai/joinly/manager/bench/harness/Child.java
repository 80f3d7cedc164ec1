package ai.joinly.manager.bench.harness;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Java process of the benchmark, on this process's Java and class path. None outlives this
 * process. For one thread.
 */
public final class Child implements AutoCloseable {
  /** How long a process may take to start. */
  public static final Duration START_LIMIT = Duration.ofSeconds(30);

  private static final Duration END_LIMIT = Duration.ofSeconds(5);
  private static final int MAX_LINES = 200;

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final String name;
  private final Process process;
  private final BufferedWriter input;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MAX_LINES);
  private final Thread reader;

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    // A read from a pipe would hold the carrier of a virtual thread.
    this.reader = Thread.ofPlatform().daemon().name("output-" + name).start(this::readOutput);
  }

  /**
   * Starts a process with the JVM's own options.
   *
   * @param settings all of its environment
   * @param directory its working directory
   */
  public static Child start(
      Class<?> main, List<String> arguments, Map<String, String> settings, Path directory)
      throws IOException {
    return start(List.of(), main, arguments, settings, directory);
  }

  /**
   * Starts a process.
   *
   * @param options of the JVM
   * @param settings all of its environment
   * @param directory its working directory
   */
  public static Child start(
      List<String> options,
      Class<?> main,
      List<String> arguments,
      Map<String, String> settings,
      Path directory)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(options);
    command.add("-classpath");
    command.add(classPath());
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    // Whoever runs the benchmark may have settings for a manager of their own.
    builder.environment().clear();
    builder.environment().putAll(settings);
    Process process = builder.start();
    RUNNING.add(process);
    return new Child(main.getSimpleName(), process);
  }

  /** This process's class path, for another working directory. */
  static String classPath() {
    return Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Waits until the process prints a line that begins so, and returns the rest of it. */
  public String await(String beginning, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    List<String> others = new ArrayList<>();
    while (System.nanoTime() < deadline) {
      String line = lines.poll(100, TimeUnit.MILLISECONDS);
      if (line == null) {
        // A process may have ended before its last lines are read.
        if (!reader.isAlive() && lines.isEmpty()) {
          break;
        }
      } else if (line.startsWith(beginning)) {
        return line.substring(beginning.length());
      } else {
        others.add(line);
      }
    }
    throw new BenchmarkException(
        "%s %s before it printed \"%s\"; it printed: %s"
            .formatted(
                name,
                process.isAlive() ? "took too long" : "ended with " + process.exitValue(),
                beginning.strip(),
                others));
  }

  /** Writes a line to the process's standard input. */
  public void say(String line) throws IOException {
    input.write(line);
    input.newLine();
    input.flush();
  }

  public void checkAlive() {
    if (!process.isAlive()) {
      throw new BenchmarkException(
          "%s ended with status %d; it printed: %s".formatted(name, process.exitValue(), lines));
    }
  }

  /** Lines that were printed and not awaited. */
  public List<String> otherOutput() {
    return List.copyOf(lines);
  }

  /** What the system tells of the process. */
  public ProcessFigures figures() {
    return new ProcessFigures(process.toHandle());
  }

  /** Tells the process to end. */
  public void terminate() {
    process.destroy();
  }

  /** Waits for the end of the process; whether it came. */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Kills the process: what it would tidy up at its other ends is killed as well. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        RUNNING.remove(process);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads to the end, so that the process never waits for a reader; keeps the first lines. */
  private void readOutput() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        boolean ignored = lines.offer(line);
      }
    } catch (IOException e) {
      // The process has been killed.
    }
  }
}
