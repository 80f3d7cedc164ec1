package ai.joinly.manager;

import ai.joinly.demo.ConversationPrinter;
import ai.joinly.demo.Demo;
import ai.joinly.manager.agent.AgentRefusedException;
import ai.joinly.manager.agent.AgentRegistry;
import ai.joinly.manager.agent.AgentServices;
import ai.joinly.manager.agent.Retention;
import ai.joinly.manager.agent.tools.OfferedTools;
import ai.joinly.manager.agenttools.McpToolServers;
import ai.joinly.manager.api.ManagerServer;
import ai.joinly.manager.api.Monitoring;
import ai.joinly.manager.api.ServerStartException;
import ai.joinly.manager.api.observe.ConnectionFigures;
import ai.joinly.manager.api.observe.Readiness;
import ai.joinly.manager.config.LoadedSettings;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.http.AnswerBudget;
import ai.joinly.manager.llm.LlmClients;
import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.mcp.transport.McpHttp;
import ai.joinly.manager.meeting.joinly.JoinlyProbe;
import ai.joinly.manager.meeting.joinly.JoinlyServer;
import ai.joinly.manager.metrics.ManagerMetrics;
import ai.joinly.manager.monitoring.JoinlyWatch;
import ai.joinly.manager.monitoring.LoggedLlms;
import ai.joinly.manager.monitoring.LoggedStore;
import ai.joinly.manager.monitoring.StandstillWatch;
import ai.joinly.manager.monitoring.StartLine;
import ai.joinly.manager.net.Exposure;
import ai.joinly.manager.net.ProxyRules;
import ai.joinly.manager.net.SharedUrls;
import ai.joinly.manager.process.OutOfMemoryExit;
import ai.joinly.manager.store.MemoryStore;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.store.StoreException;
import ai.joinly.manager.store.jdbc.JdbcStore;
import ai.joinly.manager.store.jdbc.file.FullDisk;
import io.helidon.config.Config;
import io.helidon.service.registry.Services;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Components of the manager, wired by hand and closed in reverse order. */
public final class Application implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(Application.class.getName());

  /** Time limit of closing a part after a failed start. */
  private static final Duration FAILED_START_CLOSE = Duration.ofSeconds(4);

  /** Interval between two checks of the joinly server. */
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(15);

  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

  /** A fifth of the shutdown timeout is for the web server and the store. */
  private static final int SHARE_OF_SERVER = 5;

  /** Minimum time for the store to write waiting data. */
  private static final Duration STORE_CLOSE = Duration.ofSeconds(2);

  private final Settings settings;
  private final Optional<Demo> demo;
  private final LlmClients llms;
  private final ManagerMetrics metrics;
  private final McpHttp mcp;

  /** HTTP client for tool servers, which may use a proxy. */
  private final McpHttp toolHttp;

  private final JoinlyServer joinly;
  private final McpToolServers tools;
  private final JoinlyProbe joinlyProbe;
  private final Readiness readiness = new Readiness();
  private final EventHub events;
  private final StateLog states = new StateLog(System::nanoTime);
  private final StandstillWatch standstills =
      new StandstillWatch(System::nanoTime, InstantSource.system());
  private final boolean newStore;
  private final int agentsAtStart;
  private final Store store;
  private final AgentRegistry agents;
  private final ManagerServer server;
  // Receives problems of the store; replaced once the agents exist.
  private volatile Consumer<Optional<String>> fleet = trouble -> {};
  // Read by the health details, which exist before the server.
  private volatile Supplier<Optional<ConnectionFigures>> connections = Optional::empty;
  private final Retention retention;
  private final AtomicBoolean closed = new AtomicBoolean();
  private Optional<ConversationPrinter> printer = Optional.empty();

  private Application(Settings given, Optional<Demo> demo) throws ServerStartException {
    this.demo = demo;
    this.settings = demo.map(d -> d.applyTo(given)).orElse(given);
    Clock clock = Clock.systemUTC();
    this.metrics = new ManagerMetrics(settings.metrics(), settings.prices(), System::nanoTime);
    this.events = new EventHub();
    this.newStore =
        settings.store().path().equals(Settings.Store.IN_MEMORY)
            || Files.notExists(Path.of(settings.store().path()));
    FutureTask<Store> opening = new FutureTask<>(() -> openStore(settings.store()));
    Thread.ofPlatform().name("store-opening").start(opening);
    AnswerBudget answers = AnswerBudget.ofHeap();
    this.llms = new LlmClients(settings.llm(), settings.network().proxies(), answers);
    this.mcp = McpHttp.create(settings.joinly().requestTimeout(), ProxyRules.NONE, answers);
    this.joinly =
        new JoinlyServer(
            settings.joinly(),
            mcp,
            metrics.mcp(),
            new SharedUrls(settings.network().shareAllowedHosts()));
    this.toolHttp =
        McpHttp.create(settings.joinly().requestTimeout(), settings.network().proxies(), answers);
    this.tools =
        new McpToolServers(settings.tools(), toolHttp, metrics.mcp(), OfferedTools.RESERVED);
    this.store = opened(opening);
    this.agents =
        new AgentRegistry(
            new AgentServices(
                metrics.observed(joinly),
                new LoggedLlms(metrics.observed(llms), states),
                store,
                settings,
                clock,
                metrics.turns(),
                tools,
                states));
    agents.restore();
    store.onDamaged(agents::onDamaged);
    this.agentsAtStart = agents.list(0).size();
    this.retention =
        new Retention(agents, Duration.ofDays(settings.store().retentionDays()), clock).start();
    fleet = agents::onStoreTrouble;
    store.trouble().ifPresent(sentence -> agents.onStoreTrouble(Optional.of(sentence)));
    this.joinlyProbe = new JoinlyProbe(settings.joinly().url(), mcp, PROBE_TIMEOUT, PROBE_INTERVAL);
    Monitoring monitoring =
        new Monitoring(
            readiness,
            new HealthDetails(
                store,
                joinlyProbe,
                metrics::llmsAnswered,
                llms::inTextMode,
                agents::active,
                settings.agents().maxActive(),
                () -> connections.get()),
            Optional.of(metrics),
            metrics.requests(),
            metrics::uptime,
            states,
            Application::endWithoutPort);
    this.server = startServer(clock, monitoring);
    connections = () -> Optional.of(server.connectionFigures());
    connectMetrics();
  }

  /** Connects the metrics to their sources. */
  private void connectMetrics() {
    metrics.watchAgents(agents, settings.agents().maxActive());
    metrics.watchSockets(server::socketFigures);
    metrics.watchConnections(server::connectionFigures);
    metrics.watchJoinly(
        () ->
            switch (joinlyProbe.latest()) {
              case UNKNOWN -> Double.NaN;
              case UP -> 1;
              case DOWN -> 0;
            });
    metrics.watchToolServers(tools::links, tools::down);
    metrics.watchQueues(
        Map.of(
            "store",
            store::waiting,
            "session_ends",
            joinly::pendingEnds,
            "websocket_events",
            () -> server.socketFigures().eventsWaiting()));
  }

  /** Returns the scope of its meters in the registry of the JVM. */
  String metricsScope() {
    return metrics.scope();
  }

  /**
   * Halts the process like a crash: agents stay in their meetings and the next start resumes them.
   */
  private static void endWithoutPort() {
    Runtime.getRuntime().halt(OutOfMemoryExit.STATUS);
  }

  private ManagerServer startServer(Clock clock, Monitoring monitoring)
      throws ServerStartException {
    try {
      return ManagerServer.start(
          settings, agents, events, store, clock, monitoring, demo.map(SimulatedMeetings::new));
    } catch (ServerStartException e) {
      closeAfterFailedStart();
      throw e;
    }
  }

  private static Store opened(FutureTask<Store> opening) {
    try {
      return opening.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreException failure) {
        throw failure;
      }
      throw new IllegalStateException("the store cannot be opened", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the store was opened", e);
    }
  }

  private Store openStore(Settings.Store settings) {
    return settings.path().equals(Settings.Store.IN_MEMORY)
        ? new MemoryStore(events::publish, settings.eventsPerAgent())
        : FullDisk.outlast(
            () ->
                JdbcStore.open(
                    settings,
                    events::publish,
                    trouble -> fleet.accept(trouble),
                    new LoggedStore(states, metrics.store())));
  }

  /**
   * Starts the manager of this process and returns once it serves requests. Helidon's own
   * components get the same configuration, so that none of them reads files or variables.
   *
   * @throws ServerStartException if the port cannot be opened; nothing is left running
   */
  static Application start(LoadedSettings loaded) throws ServerStartException {
    // Must precede the first meter, which reads it.
    Services.set(Config.class, loaded.config());
    return start(loaded.settings(), loaded.files());
  }

  /**
   * Starts one of several managers in a process and returns once it serves requests.
   *
   * @throws ServerStartException if the port cannot be opened; nothing is left running
   */
  public static Application start(Settings settings) throws ServerStartException {
    return start(settings, List.of());
  }

  private static Application start(Settings settings, List<String> files)
      throws ServerStartException {
    Optional<Demo> demo =
        settings.demo().enabled() ? Optional.of(Demo.start(settings.demo())) : Optional.empty();
    Application application;
    try {
      application = new Application(settings, demo);
    } catch (ServerStartException | StoreException e) {
      demo.ifPresent(Demo::close);
      throw e;
    }
    LOGGER.log(
        Level.INFO,
        "Joinly Manager listens on {0}:{1}",
        settings.server().host(),
        Integer.toString(application.port()));
    Exposure.warning(settings.server().host(), application.port())
        .ifPresent(warning -> LOGGER.log(Level.WARNING, warning));
    demo.ifPresent(application::present);
    application.readiness.started();
    application.watchJoinly(files);
    return application;
  }

  /** Logs the start and starts logging the state of the joinly server. */
  private void watchJoinly(List<String> files) {
    StartLine line =
        new StartLine(
            settings.server().host() + ":" + port(),
            new StartLine.Database(settings.store().path(), newStore, agentsAtStart),
            files);
    states.start();
    standstills.start();
    joinlyProbe.start(new JoinlyWatch(states, settings.joinly().url(), line));
  }

  /** Returns the management port, if there is one. */
  public OptionalInt managementPort() {
    return server.managementPort();
  }

  /** Returns the port of the API. */
  public int port() {
    return server.port();
  }

  /** Starts the demo's agent and prints its meeting. */
  private void present(Demo shown) {
    System.out.printf(
        "Joinly Manager demo: open http://localhost:%s/ui/ in a browser to follow the meeting and to"
            + " talk to the agent.%n"
            + "The meeting is simulated and takes two to three minutes. API: curl"
            + " http://localhost:%s/agents      Ctrl-C ends it.%n%n",
        port(), port());
    DemoEnding ending = new DemoEnding(agents, settings.agents(), port());
    ConversationPrinter conversation =
        new ConversationPrinter(
            id -> agents.find(id, 0).map(view -> view.agent().kept().name()),
            ending::text,
            ZoneId.systemDefault(),
            System.out::println);
    printer = Optional.of(conversation);
    events.subscribeAll(conversation);
    try {
      agents.create(shown.agentConfig());
    } catch (AgentRefusedException e) {
      LOGGER.log(Level.ERROR, "The demo's agent could not start: {0}", e.userMessage());
    }
  }

  /** Stops agents, ends sessions, then stops the server, within the shutdown timeout. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    readiness.draining();
    Duration limit = settings.agents().shutdownTimeout();
    long end = System.nanoTime() + limit.toNanos();
    // Leaves time for events to be sent and stored even if an agent cannot leave its meeting.
    long agentsEnd = end - limit.dividedBy(SHARE_OF_SERVER).toNanos();
    try {
      retention.close();
      endAgents(left(agentsEnd));
      if (!joinly.close(left(agentsEnd))) {
        LOGGER.log(Level.WARNING, "Some sessions may remain on the joinly server");
      }
      if (!tools.close(left(agentsEnd))) {
        LOGGER.log(Level.WARNING, "Some sessions may remain on the agents' tool servers");
      }
      server.close(left(end));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    joinlyProbe.close();
    standstills.close();
    mcp.close();
    toolHttp.close();
    llms.close();
    if (!store.close(left(end).plus(STORE_CLOSE))) {
      LOGGER.log(Level.ERROR, "Not all pending changes could be stored");
    }
    states.close();
    metrics.close();
    printer.ifPresent(ConversationPrinter::close);
    demo.ifPresent(Demo::close);
    LOGGER.log(Level.INFO, "Joinly Manager has ended");
  }

  /** Closes all parts; resumed agents stay in their meetings for the next start. */
  private void closeAfterFailedStart() {
    try {
      agents.detach(FAILED_START_CLOSE);
      tools.close(FAILED_START_CLOSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    mcp.close();
    toolHttp.close();
    llms.close();
    store.close();
    states.close();
    metrics.close();
  }

  private void endAgents(Duration limit) throws InterruptedException {
    if (!settings.resume().leaveOnShutdown()) {
      agents.detach(limit);
    } else if (!agents.close(limit)) {
      LOGGER.log(Level.WARNING, "Not all agents have left their meetings in time");
    }
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
  }
}
