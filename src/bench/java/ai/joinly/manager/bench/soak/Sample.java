package ai.joinly.manager.bench.soak;

import ai.joinly.manager.bench.harness.ManagerProcess;
import ai.joinly.manager.bench.harness.ProcessFigures;
import ai.joinly.manager.bench.harness.SimulatorProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * What the manager holds at one moment.
 *
 * @param sessions that are open at the server
 * @param agents in meetings there
 */
public record Sample(
    long second,
    double residentMebibytes,
    double liveHeapMebibytes,
    int threads,
    int descriptors,
    long sessions,
    long agents) {
  public static final String HEAD =
      "%8s %10s %11s %8s %12s %9s %11s"
          .formatted(
              "second",
              "resident",
              "live heap",
              "threads",
              "descriptors",
              "sessions",
              "in meeting");

  /** Looks now. */
  public static Sample take(long second, ManagerProcess manager, SimulatorProcess simulator) {
    ProcessFigures figures = manager.figures();
    JsonNode stats = simulator.stats();
    return new Sample(
        second,
        figures.residentMebibytes(),
        figures.liveHeapKibibytes() / 1024.0,
        figures.threads(),
        figures.descriptors(),
        stats.path("open_sessions").asLong(),
        stats.path("in_meeting").asLong());
  }

  /** A row below {@link #HEAD}. */
  public String row() {
    return String.format(
        Locale.ROOT,
        "%8d %6.0f MiB %7.1f MiB %8d %12d %9d %11d",
        second,
        residentMebibytes,
        liveHeapMebibytes,
        threads,
        descriptors,
        sessions,
        agents);
  }
}
