package ai.joinly.manager.metrics;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.agent.TurnObserver;
import ai.joinly.manager.api.Monitoring.MetricsPage;
import ai.joinly.manager.api.http.RequestObserver;
import ai.joinly.manager.api.observe.ConnectionFigures;
import ai.joinly.manager.api.websocket.SocketFigures;
import ai.joinly.manager.config.LlmPrices;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.llm.LlmClientFactory;
import ai.joinly.manager.mcp.McpObserver;
import ai.joinly.manager.meeting.MeetingServer;
import ai.joinly.manager.process.BuildInfo;
import ai.joinly.manager.store.StoreObserver;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmClassLoadingMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * All figures of one manager. What happens is told to the observers it gives out; what is, it asks
 * for when it is scraped. Labels hold no path, no meeting, nothing that was said and, unless {@code
 * metrics.per-agent} is on, no agent. Thread-safe.
 */
public final class ManagerMetrics implements MetricsPage {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final HttpMeters http = new HttpMeters(registry);
  private final McpMeters mcp = new McpMeters(registry);
  private final TurnMeters turns = new TurnMeters(registry);
  private final StoreMeters store = new StoreMeters(registry);
  private final MeetingMeters meetings = MeetingMeters.in(registry);
  private final TurnPhases phases = new TurnPhases(registry, System::nanoTime);
  private final Optional<PerAgentMetrics> perAgent;
  private final LlmPrices prices;
  private final LlmMeters llms;
  private final LongSupplier nanoTime;
  private final long start;

  /** Lets one scrape at a time look at the process, and guards {@link #jvm}. */
  private final ReentrantLock scrape = new ReentrantLock();

  /** Whether the JVM's figures are registered; they are costly to load, so not before a scrape. */
  private boolean jvm;

  /**
   * @param nanoTime as {@link System#nanoTime}; for the time since now, which is the start
   */
  public ManagerMetrics(Settings.Metrics settings, LlmPrices prices, LongSupplier nanoTime) {
    this.perAgent = settings.perAgent() ? Optional.of(new PerAgentMetrics()) : Optional.empty();
    this.prices = prices;
    this.llms = new LlmMeters(registry, phases, prices, perAgent);
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    gauge(
        "uptime_seconds",
        "Time since the start of the manager.",
        () -> uptime().toMillis() / 1_000.0);
    registry.register(ManagerMetrics::build);
  }

  /** Made when it is scraped, since it opens the jar; the name gets the suffix {@code _info}. */
  private static MetricSnapshot build() {
    BuildInfo build = BuildInfo.current();
    return InfoSnapshot.builder()
        .name(Names.of("build"))
        .help("1, with the version of the manager and of its Java.")
        .dataPoint(
            InfoSnapshot.InfoDataPointSnapshot.builder()
                .labels(Labels.of("version", build.version(), "java", build.java()))
                .build())
        .build();
  }

  /** The time since the start of the manager. */
  public Duration uptime() {
    return Duration.ofNanos(nanoTime.getAsLong() - start);
  }

  /** Hears of requests to the API. */
  public RequestObserver requests() {
    return http;
  }

  /** Hears of requests to MCP servers. */
  public McpObserver mcp() {
    return mcp;
  }

  /** Hears of turns. */
  public TurnObserver turns() {
    return turns;
  }

  /** Hears of writes. */
  public StoreObserver store() {
    return store;
  }

  /** {@code server}, whose sessions are counted and timed from now on. */
  public MeetingServer observed(MeetingServer server) {
    return new ObservedMeetings(server, meetings, phases, perAgent);
  }

  /** {@code models}, whose requests are counted and timed from now on. */
  public LlmClientFactory observed(LlmClientFactory models) {
    return new ObservedLlms(models, llms);
  }

  /** By provider of language models: whether its last request had an answer; nobody is asked. */
  public Map<String, Boolean> llmsAnswered() {
    return llms.answered();
  }

  /**
   * Shows the fleet.
   *
   * @param mostActive agents that may be starting or running at once
   */
  public void watchAgents(Agents agents, int mostActive) {
    registry.register(new FleetCollector(agents, mostActive, perAgent));
    registry.register(new UsageCollector(agents, prices));
  }

  /** From now on shows the connections of clients. */
  public void watchConnections(Supplier<ConnectionFigures> connections) {
    registry.register(new ConnectionCollector(connections));
  }

  /** Shows the WebSockets. */
  public void watchSockets(Supplier<SocketFigures> sockets) {
    registry.register(new SocketCollector(sockets));
  }

  /** Shows whether the joinly server answers: 1 or 0; not a number while that is not known. */
  public void watchJoinly(DoubleSupplier up) {
    gauge("joinly_up", "Whether the joinly server answers at its /health.", up);
  }

  /** Shows the agents' connections to their tool servers by state; without names and hosts. */
  public void watchToolServers(IntSupplier all, IntSupplier down) {
    GaugeWithCallback.builder()
        .name(Names.of("tool_servers"))
        .help("Connections of agents to their tool servers by state.")
        .labelNames("state")
        .callback(
            callback -> {
              int unusable = down.getAsInt();
              callback.call((double) unusable, "down");
              callback.call((double) Math.max(0, all.getAsInt() - unusable), "up");
            })
        .register(registry);
  }

  /** Shows how much waits in each of {@code queues}, by their names. */
  public void watchQueues(Map<String, LongSupplier> queues) {
    GaugeWithCallback.builder()
        .name(Names.of("queue_depth"))
        .help("Number of entries in each queue.")
        .labelNames("queue")
        .callback(
            callback ->
                queues.forEach((name, depth) -> callback.call((double) depth.getAsLong(), name)))
        .register(registry);
  }

  private void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(Names.of(name))
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  @Override
  public String contentType() {
    return PrometheusTextFormatWriter.CONTENT_TYPE;
  }

  @Override
  public void write(OutputStream out) throws IOException {
    scrape.lock();
    try {
      if (!jvm) {
        registerJvm();
        jvm = true;
      }
      PlatformThread.run(
          "scrape", () -> writer.write(out, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING));
    } finally {
      scrape.unlock();
    }
  }

  private void registerJvm() {
    JvmMemoryMetrics.builder().register(registry);
    JvmGarbageCollectorMetrics.builder().register(registry);
    JvmThreadsMetrics.builder().register(registry);
    JvmClassLoadingMetrics.builder().register(registry);
    ProcessMetrics.builder().register(registry);
  }
}
