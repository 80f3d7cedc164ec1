package ai.joinly.manager.bench.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One run of one scenario: makes its processes and a place for their files, and tidies up. For one
 * thread.
 */
public final class Workbench implements AutoCloseable {
  private final Options options;
  private final String scenario;
  private final Path directory;
  private final HttpJson http = new HttpJson();
  private int numbered;

  private Workbench(Options options, String scenario, Path directory) {
    this.options = options;
    this.scenario = scenario;
    this.directory = directory;
  }

  /** A new one with an empty directory. */
  public static Workbench open(Options options, String scenario) throws IOException {
    return new Workbench(options, scenario, Files.createTempDirectory("joinly-bench-"));
  }

  /** Asks the processes. */
  public HttpJson http() {
    return http;
  }

  /** What the one who started the benchmark asked for. */
  public Options options() {
    return options;
  }

  /** Starts a simulated joinly server where nothing but speech takes time. */
  public SimulatorProcess simulator(String... arguments) throws IOException, InterruptedException {
    return SimulatorProcess.start(http, newDirectory(), List.of(arguments));
  }

  /** Starts a scripted language model that answers at once. */
  public ModelProcess model() throws IOException, InterruptedException {
    return ModelProcess.start(http, newDirectory());
  }

  /** Starts another class of the benchmark. */
  public Child child(Class<?> main, List<String> arguments) throws IOException {
    return Child.start(List.of("-Xmx2g"), main, arguments, Map.of(), newDirectory());
  }

  /** Starts a manager as it is deployed, and waits until it is ready. */
  public ManagerProcess manager(SimulatorProcess simulator, ModelProcess model, int agents)
      throws IOException, InterruptedException {
    return manager(ManagerPlan.of(simulator.url(), model.url(), agents));
  }

  /** Starts a manager as planned, and waits until it is ready. */
  public ManagerProcess manager(ManagerPlan plan) throws IOException, InterruptedException {
    ManagerProcess manager = launch(plan, newDirectory());
    manager.awaitReady();
    return manager;
  }

  /** Starts a manager whose database lies in {@code directory}; waits for nothing. */
  public ManagerProcess launch(ManagerPlan plan, Path where) throws IOException {
    numbered++;
    return ManagerProcess.launch(http, plan, where, options, scenario + "-" + numbered);
  }

  /** An empty directory that goes with this. */
  public Path newDirectory() throws IOException {
    return Files.createTempDirectory(directory, "p");
  }

  @Override
  public void close() {
    http.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
