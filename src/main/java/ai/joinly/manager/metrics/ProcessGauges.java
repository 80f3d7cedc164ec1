package ai.joinly.manager.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Gauges of the process under the names that Prometheus recommends. Helidon's system meters provide
 * those of the JVM.
 */
final class ProcessGauges {
  private static final double MILLIS = 1e3;
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double KIB = 1024;

  private ProcessGauges() {}

  static void register(Meters meters) {
    meters.processGauge(
        "process_cpu_seconds_total",
        "Processor time of the process in seconds.",
        unix(system -> system.getProcessCpuTime() / Meters.NANOS));
    meters.processGauge(
        "process_open_fds",
        "Open file descriptors.",
        unix(UnixOperatingSystemMXBean::getOpenFileDescriptorCount));
    meters.processGauge(
        "process_max_fds",
        "Maximum number of open file descriptors.",
        unix(UnixOperatingSystemMXBean::getMaxFileDescriptorCount));
    meters.processGauge(
        "process_start_time_seconds",
        "Start of the process in seconds since 1970.",
        () -> ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS);
    meters.processGauge(
        "process_resident_memory_bytes",
        "Resident memory in bytes.",
        ProcessGauges::residentMemory);
  }

  private static DoubleSupplier unix(ToDoubleFunction<UnixOperatingSystemMXBean> value) {
    return () ->
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            ? value.applyAsDouble(system)
            : Double.NaN;
  }

  /** Returns NaN if the file does not exist, as it is specific to Linux. */
  private static double residentMemory() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * KIB)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
