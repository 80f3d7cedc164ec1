package ai.joinly.manager.metrics;

import ai.joinly.manager.mcp.McpObserver;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Meters of requests to MCP servers. Thread-safe. */
final class McpMeters implements McpObserver {
  /** A speech may take minutes. */
  private static final double[] BOUNDS = {0.01, 0.05, 0.25, 1, 5, 30, 120};

  private final Family<Counter> requests;
  private final Family<Timer> durations;
  private final AtomicLong streams = new AtomicLong();
  private final Counter streamsOpened;

  McpMeters(Meters meters) {
    this.requests =
        meters.counters(
            "mcp_requests", "Requests to MCP servers by method and outcome.", "method", "outcome");
    this.durations =
        meters.timers(
            "mcp_request_duration_seconds",
            "Time from a request to an MCP server to its result or failure.",
            BOUNDS,
            "method");
    meters.gauge(
        "mcp_event_streams", "Event streams from MCP servers that are open.", streams::get);
    this.streamsOpened =
        meters.counter(
            "mcp_event_streams_opened",
            "Event streams that were opened; each after a session's first is a reconnect.");
  }

  @Override
  public void onRequest(String method, Outcome outcome, long nanos) {
    requests.with(method, Names.label(outcome)).increment();
    durations.with(method).record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void onStreamOpened() {
    streams.incrementAndGet();
    streamsOpened.increment();
  }

  @Override
  public void onStreamEnded() {
    streams.decrementAndGet();
  }
}
