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
 * All figures of one manager. What happens is told to the observers it gives out; what is, it asks
 * for when it is scraped. Labels hold no path, no meeting, nothing that was said and, unless {@code
 * metrics.per-agent} is on, no agent. Thread-safe.
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

  /** Lets one scrape at a time look at the manager. */
  private final ReentrantLock scrape = new ReentrantLock();

  /** What is looked up before a scrape. */
  private final List<Runnable> lookUps = new CopyOnWriteArrayList<>();

  /**
   * @param nanoTime as {@link System#nanoTime}; for the time since now, which is the start
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

  /** Not before a scrape, since it opens the jar. */
  private void showBuild() {
    BuildInfo build = BuildInfo.current();
    meters.gauge(
        "build_info",
        "1, with the version of the manager and of its Java.",
        () -> 1,
        Tag.create("version", build.version()),
        Tag.create("java", build.java()));
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
    lookUps.add(new FleetGauges(meters, agents, mostActive, perAgent)::refresh);
    lookUps.add(new UsageGauges(meters, agents, prices)::refresh);
  }

  /** Shows the connections of clients. */
  public void watchConnections(Supplier<ConnectionFigures> connections) {
    meters.gauge(
        "http_connections",
        "Open connections, WebSockets included.",
        () -> connections.get().open());
    meters.gauge(
        "http_connections_limit", "Connections that may be open.", () -> connections.get().limit());
    meters.gauge(
        "http_requests_running",
        "Requests that are being served.",
        () -> connections.get().requests());
    meters.gauge(
        "file_descriptors_short",
        "1 while no file descriptors are left but for the reserve.",
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

  /** Shows the WebSockets. */
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
        "Events that a WebSocket client had not been sent when it was closed or gone.",
        () -> sockets.get().eventsDropped());
    meters.counter(
        "websocket_clients_dropped",
        "WebSocket clients that were closed because they read nothing.",
        () -> sockets.get().clientsDropped());
  }

  /** Shows whether the joinly server answers: 1 or 0; not a number while that is not known. */
  public void watchJoinly(DoubleSupplier up) {
    meters.gauge("joinly_up", "Whether the joinly server answers at its /health.", up);
  }

  /** Shows the agents' connections to their tool servers by state; without names and hosts. */
  public void watchToolServers(IntSupplier all, IntSupplier down) {
    String help = "Connections of agents to their tool servers by state.";
    meters.gauge("tool_servers", help, down::getAsInt, Tag.create("state", "down"));
    meters.gauge(
        "tool_servers",
        help,
        () -> Math.max(0, all.getAsInt() - down.getAsInt()),
        Tag.create("state", "up"));
  }

  /** Shows how much waits in each of {@code queues}, by their names. */
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

  /** The scope of the meters of this manager. */
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
