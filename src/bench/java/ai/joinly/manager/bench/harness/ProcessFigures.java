package ai.joinly.manager.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the system and the JVM tell of another process. Linux only; thread-safe. */
public final class ProcessFigures {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  private final ProcessHandle process;

  ProcessFigures(ProcessHandle process) {
    this.process = process;
  }

  /** Time on a processor since its start. */
  public Duration cpuTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Resident memory in MiB. */
  public double residentMebibytes() {
    return status("VmRSS") / 1024.0;
  }

  /** Platform threads. */
  public int threads() {
    return (int) status("Threads");
  }

  /** Open files and sockets. */
  public int descriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return (int) open.count();
    } catch (IOException e) {
      throw new BenchmarkException("The open files of a process cannot be counted", e);
    }
  }

  /**
   * What is alive in the heap, in KiB: counted at the safepoint of a full collection. What is in
   * use a moment later holds what a busy process has made meanwhile.
   */
  public long liveHeapKibibytes() {
    String ignored = jcmd("GC.run"); // for what only waits to be cleared
    Matcher total = TOTAL.matcher(jcmd("GC.class_histogram"));
    if (!total.find()) {
      throw new BenchmarkException("The JVM does not tell how much of its heap is alive");
    }
    return Long.parseLong(total.group(1)) / 1_024;
  }

  /** Writes what was recorded so far to a file. */
  void dumpRecording(Path file) {
    String ignored = jcmd("JFR.dump", "filename=" + file);
  }

  private long status(String name) {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith(name + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow(() -> new BenchmarkException("The system does not tell " + name));
    } catch (IOException e) {
      throw new BenchmarkException("The process has ended", e);
    }
  }

  private String jcmd(String... arguments) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    String[] command = new String[arguments.length + 2];
    command[0] = jcmd.toString();
    command[1] = Long.toString(process.pid());
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    try {
      Process asked = new ProcessBuilder(command).redirectErrorStream(true).start();
      String answer =
          new String(
              asked.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      if (!asked.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || asked.exitValue() != 0) {
        throw new BenchmarkException("jcmd failed: " + answer);
      }
      return answer;
    } catch (IOException e) {
      throw new BenchmarkException("A JDK with jcmd is needed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("Interrupted", e);
    }
  }
}
