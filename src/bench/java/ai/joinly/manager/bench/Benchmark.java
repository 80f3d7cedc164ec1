package ai.joinly.manager.bench;

import ai.joinly.manager.bench.Latencies.Summary;
import ai.joinly.manager.bench.Phase.ManagerResult;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * How long a spoken line takes through the manager, from the server's notification to the language
 * model and to a dashboard, with one agent and with a hundred; and how long it takes to be read at
 * all. Takes about a minute and prints a table.
 */
public final class Benchmark {
  private static final Duration OFTEN = Duration.ofMillis(50);
  private static final Duration NORMAL = Duration.ofSeconds(1);

  private Benchmark() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path parent = Files.createTempDirectory("joinly-benchmark-");
    Path directory = Files.createDirectory(parent.resolve("work"));
    int status = 0;
    try (HttpJson http = new HttpJson()) {
      printMachine();
      run(http, new Phase(1, OFTEN, directory));
      run(http, new Phase(100, NORMAL, directory));
    } catch (BenchmarkException | IOException e) {
      System.err.println("The benchmark failed: " + e.getMessage());
      status = 1;
    } finally {
      Files.deleteIfExists(directory);
      Files.deleteIfExists(parent);
    }
    System.exit(status);
  }

  private static void run(HttpJson http, Phase phase) throws IOException, InterruptedException {
    Summary relay = phase.relay(http);
    ManagerResult manager = phase.manager(http);
    System.out.printf(
        Locale.ROOT,
        "%n%d agent%s, each hears a line every %d ms (%d s measured after %d s of warm-up)%n",
        phase.agents(),
        phase.agents() == 1 ? "" : "s",
        phase.every().toMillis(),
        Phase.MEASURED.toSeconds(),
        Phase.WARM_UP.toSeconds());
    System.out.printf("  %-42s %9s %9s %7s%n", "", "p50", "p99", "count");
    print("notification -> read by a bare relay", relay);
    print("notification -> event at the WebSocket", manager.socket());
    print("notification -> request at the LLM", manager.llm());
    System.out.printf(
        Locale.ROOT,
        "  manager: %.2f s of CPU in %d s, %s resident; load of the machine %.1f%n",
        manager.cpu().toMillis() / 1000.0,
        Phase.MEASURED.toSeconds(),
        manager.residentKibibytes().isPresent()
            ? manager.residentKibibytes().getAsLong() / 1024 + " MiB"
            : "unknown",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static void print(String what, Summary summary) {
    System.out.printf(
        Locale.ROOT,
        "  %-42s %6.2f ms %6.2f ms %7d%n",
        what,
        summary.p50() / 1000.0,
        summary.p99() / 1000.0,
        summary.count());
  }

  private static void printMachine() {
    System.out.printf(
        "%d processors, %s %s, Java %s (%s)%n",
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        System.getProperty("java.version"),
        System.getProperty("java.vm.name"));
  }
}
