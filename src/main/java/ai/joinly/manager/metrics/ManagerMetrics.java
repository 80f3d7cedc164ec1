package ai.joinly.manager.metrics;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.agent.turn.TurnObserver;
import ai.joinly.manager.api.Monitoring.Metrics;
import ai.joinly.manager.api.connection.Ending;
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
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * All metrics of one manager. Events are recorded by the observers that it provides; states are
 * read at each scrape. Labels contain no path, meeting or utterance and, unless {@code
 * metrics.per-agent} is enabled, no agent. Thread-safe.
 */
public final class ManagerMetrics implements Metrics, AutoCloseable {
  private final Meters meters = new Meters();
  private final HttpMeters http = new HttpMeters(meters);
  private final McpMeters mcp = new McpMeters(meters);
  private final TurnMeters turns = new TurnMeters(meters);
  private final StoreMeters store = new StoreMeters(meters);
  private final MeetingMeters meetings = MeetingMeters.in(meters);
  private final TurnPhases phases = new TurnPhases(meters, System::nanoTime);
  private final Optional<PerAgentMetrics> perAgent;
  private final LlmPrices prices;
  private final LlmMeters llms;
  private final LongSupplier nanoTime;
  private final long start;

  /** Permits one scrape at a time. */
  private final ReentrantLock scrape = new ReentrantLock();

  /** Actions that read the current values before a scrape. */
  private final List<Runnable> lookUps = new CopyOnWriteArrayList<>();

  /**
   * @param nanoTime as {@link System#nanoTime}, for the uptime since this call
   */
  public ManagerMetrics(Settings.Metrics settings, LlmPrices prices, LongSupplier nanoTime) {
    this.perAgent =
        settings.perAgent() ? Optional.of(new PerAgentMetrics(meters)) : Optional.empty();
    this.prices = prices;
    this.llms = new LlmMeters(meters, phases, prices, perAgent);
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    meters.gauge(
        "uptime_seconds",
        "Time since the start of the manager.",
        () -> uptime().toMillis() / 1_000.0);
    ProcessGauges.register(meters);
    lookUps.add(this::showBuild);
  }

  /** Registers the version. Deferred to the first scrape, as it opens the jar. */
  private void showBuild() {
    BuildInfo build = BuildInfo.current();
    meters.gauge(
        "build_info",
        "1, with the version of the manager and of its Java.",
        () -> 1,
        Tag.create("version", build.version()),
        Tag.create("java", build.java()));
  }

  /** Returns the time since the start of the manager. */
  public Duration uptime() {
    return Duration.ofNanos(nanoTime.getAsLong() - start);
  }

  /** Returns the observer of API requests. */
  public RequestObserver requests() {
    return http;
  }

  /** Returns the observer of requests to MCP servers. */
  public McpObserver mcp() {
    return mcp;
  }

  /** Returns the observer of turns. */
  public TurnObserver turns() {
    return turns;
  }

  /** Returns the observer of store writes. */
  public StoreObserver store() {
    return store;
  }

  /** Returns a wrapper of {@code server} that counts and times its sessions. */
  public MeetingServer observed(MeetingServer server) {
    return new ObservedMeetings(server, meetings, phases, perAgent);
  }

  /** Returns a wrapper of {@code models} that counts and times their requests. */
  public LlmClientFactory observed(LlmClientFactory models) {
    return new ObservedLlms(models, llms);
  }

  /** Returns whether the last request was answered, by LLM provider; sends no requests. */
  public Map<String, Boolean> llmsAnswered() {
    return llms.answered();
  }

  /**
   * Registers the metrics of the agents.
   *
   * @param mostActive maximum number of agents that are starting or running
   */
  public void watchAgents(Agents agents, int mostActive) {
    lookUps.add(new FleetGauges(meters, agents, mostActive, perAgent)::refresh);
    lookUps.add(new UsageGauges(meters, agents, prices)::refresh);
  }

  /** Registers the metrics of client connections. */
  public void watchConnections(Supplier<ConnectionFigures> connections) {
    meters.gauge(
        "http_connections",
        "Open connections, WebSockets included.",
        () -> connections.get().open());
    meters.gauge(
        "http_connections_limit",
        "Maximum number of open connections.",
        () -> connections.get().limit());
    meters.gauge(
        "http_requests_running",
        "Requests that are being served.",
        () -> connections.get().requests());
    meters.gauge(
        "file_descriptors_short",
        "1 while only the reserved file descriptors are left.",
        () -> connections.get().descriptorsShort() ? 1 : 0);
    for (Ending ending : Ending.values()) {
      meters.counter(
          "http_connections_closed",
          "Connections that the server refused or closed, by reason.",
          () -> connections.get().ended().getOrDefault(ending, 0L),
          Tag.create("reason", ending.label()));
    }
    meters.counter(
        "http_ports_reopened",
        "Times that a port was opened again after an error while accepting.",
        () -> connections.get().reopened());
  }

  /** Registers the metrics of WebSockets. */
  public void watchSockets(Supplier<SocketFigures> sockets) {
    meters.gauge("websocket_clients", "Open WebSockets.", () -> sockets.get().clients());
    meters.gauge(
        "websocket_agents_followed",
        "Agents that a WebSocket client follows by name.",
        () -> sockets.get().agentsFollowed());
    meters.counter(
        "websocket_events_sent",
        "Events sent to WebSocket clients.",
        () -> sockets.get().eventsSent());
    meters.counter(
        "websocket_events_dropped",
        "Events not sent to WebSocket clients because they were closed or disconnected.",
        () -> sockets.get().eventsDropped());
    meters.counter(
        "websocket_clients_dropped",
        "WebSocket clients that were closed because they read nothing.",
        () -> sockets.get().clientsDropped());
  }

  /** Registers whether the joinly server answers: 1 or 0, or NaN while unknown. */
  public void watchJoinly(DoubleSupplier up) {
    meters.gauge("joinly_up", "Whether the joinly server answers at its /health.", up);
  }

  /** Registers the agents' connections to their tool servers by state, without names and hosts. */
  public void watchToolServers(IntSupplier all, IntSupplier down) {
    String help = "Connections of agents to their tool servers by state.";
    meters.gauge("tool_servers", help, down::getAsInt, Tag.create("state", "down"));
    meters.gauge(
        "tool_servers",
        help,
        () -> Math.max(0, all.getAsInt() - down.getAsInt()),
        Tag.create("state", "up"));
  }

  /** Registers the depths of {@code queues} by their names. */
  public void watchQueues(Map<String, LongSupplier> queues) {
    queues.forEach(
        (name, depth) ->
            meters.gauge(
                "queue_depth",
                "Number of entries in each queue.",
                depth::getAsLong,
                Tag.create("queue", name)));
  }

  @Override
  public MeterRegistry registry() {
    return meters.registry();
  }

  /** Returns the scope of the meters of this manager. */
  public String scope() {
    return meters.scope();
  }

  @Override
  public void refresh() {
    scrape.lock();
    try {
      lookUps.forEach(Runnable::run);
    } finally {
      scrape.unlock();
    }
  }

  /** Removes the meters of this manager from the registry of the JVM. */
  @Override
  public void close() {
    meters.close();
  }
}
