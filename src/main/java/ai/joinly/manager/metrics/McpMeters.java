package ai.joinly.manager.metrics;

import ai.joinly.manager.mcp.McpObserver;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What was asked of MCP servers. Thread-safe. */
final class McpMeters implements McpObserver {
  /** A speech may take minutes. */
  private static final double[] BOUNDS = {0.01, 0.05, 0.25, 1, 5, 30, 120};

  private final Counter requests;
  private final Histogram durations;
  private final Gauge streams;
  private final Counter streamsOpened;

  McpMeters(PrometheusRegistry registry) {
    this.requests =
        Names.counter(
            registry,
            "mcp_requests",
            "Requests to MCP servers by method and outcome.",
            "method",
            "outcome");
    this.durations =
        Names.durations(
            registry,
            "mcp_request_duration_seconds",
            "Time from a request to an MCP server to its result or failure.",
            BOUNDS,
            "method");
    this.streams =
        Gauge.builder()
            .name(Names.of("mcp_event_streams"))
            .help("Event streams from MCP servers that are open.")
            .withoutExemplars()
            .register(registry);
    this.streamsOpened =
        Names.counter(
            registry,
            "mcp_event_streams_opened",
            "Event streams that were opened; each after a session's first is a reconnect.");
  }

  @Override
  public void onRequest(String method, Outcome outcome, long nanos) {
    requests.labelValues(method, Names.label(outcome)).inc();
    durations.labelValues(method).observe(Names.seconds(nanos));
  }

  @Override
  public void onStreamOpened() {
    streams.inc();
    streamsOpened.inc();
  }

  @Override
  public void onStreamEnded() {
    streams.dec();
  }
}
