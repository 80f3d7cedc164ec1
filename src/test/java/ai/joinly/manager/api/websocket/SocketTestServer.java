package ai.joinly.manager.api.websocket;

import static org.junit.jupiter.api.Assertions.fail;

import ai.joinly.manager.agent.AgentsStub;
import ai.joinly.manager.api.ManagerServer;
import ai.joinly.manager.api.Monitoring;
import ai.joinly.manager.api.ServerUnderTest;
import ai.joinly.manager.api.http.Origins;
import ai.joinly.manager.api.rest.History;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.MemoryStore;
import ai.joinly.manager.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A real server with the sockets under test, and agents that do nothing but exist. */
public final class SocketTestServer implements AutoCloseable {
  public static final AgentId ADA = AgentId.of(1);
  public static final AgentId BOB = AgentId.of(2);
  static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  public final EventHub hub = new EventHub();
  final Store store;
  private final History history;
  private final Map<AgentId, AtomicLong> seqs = new ConcurrentHashMap<>();
  public final ExistingAgents agents = new ExistingAgents();
  public final Sockets sockets;
  private final ManagerServer server;

  public SocketTestServer(SocketLimits limits) throws Exception {
    this(limits, SocketTestServer::memory);
  }

  /**
   * @param stores makes the store
   */
  public SocketTestServer(SocketLimits limits, Function<EventHub, Store> stores) throws Exception {
    this(limits, stores, Settings.defaults().server().connections());
  }

  public SocketTestServer(
      SocketLimits limits, Function<EventHub, Store> stores, Settings.Connections connections)
      throws Exception {
    store = stores.apply(hub);
    history = new History(store, hub, ServerUnderTest.AGENTS);
    for (AgentId id : List.of(ADA, BOB)) {
      AgentConfig config = AgentConfig.of("Ada", "https://meet.example/a");
      store.write(new Change.AgentCreated(Agent.created(id, config, NOW), 1));
    }
    Settings.Server settings =
        new Settings.Server(
            "127.0.0.1",
            0,
            List.of("http://localhost:3000"),
            limits.windowBytes(),
            limits.stall(),
            limits.clients(),
            List.of("manager.example"),
            connections);
    sockets =
        new Sockets(
            limits,
            agents,
            history,
            new Origins(settings.origins()),
            InstantSource.fixed(NOW),
            new StateLog(System::nanoTime));
    server =
        ManagerServer.start(
            Settings.defaults().with(settings), agents, history, sockets.part(), Monitoring.none());
  }

  static Store memory(EventHub hub) {
    return new MemoryStore(hub::publish);
  }

  /** Generous ones: nothing happens by itself within a test. */
  public static SocketLimits limits() {
    return new SocketLimits(
        1 << 20, Duration.ofSeconds(30), 100, Duration.ofSeconds(30), Duration.ofSeconds(90));
  }

  public int port() {
    return server.port();
  }

  public SocketTestClient connect(String path) throws Exception {
    return SocketTestClient.connect(port(), path);
  }

  public SocketRawClient connectRaw(String path) throws Exception {
    SocketRawClient client = SocketRawClient.upgrade(port(), path);
    if (!client.status().contains("101")) {
      fail(client.status());
    }
    return client;
  }

  /** For one thread at a time. */
  public void publish(AgentId id, EventData data) {
    long seq = seqs.computeIfAbsent(id, any -> new AtomicLong()).incrementAndGet();
    store.write(new Change.EventHappened(new Event(id, seq, NOW, data)));
  }

  public void log(AgentId id, String message) {
    publish(id, new EventData.LogWritten(new LogEntry(NOW, LogLevel.INFO, message)));
  }

  @Override
  public void close() {
    try {
      server.close(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Agents that can be found. */
  public static final class ExistingAgents extends AgentsStub {
    final Set<AgentId> ids = ConcurrentHashMap.newKeySet();
    volatile Runnable beforeFind = () -> {};
    public volatile Optional<ZoneId> timezone = Optional.empty();

    ExistingAgents() {
      ids.add(ADA);
      ids.add(BOB);
    }

    @Override
    public Optional<AgentView> find(AgentId id, int logLines) {
      beforeFind.run();
      return ids.contains(id) ? Optional.of(view(id)) : Optional.empty();
    }

    @Override
    public List<AgentView> list(int logLines) {
      return ids.stream().map(this::view).toList();
    }

    private AgentView view(AgentId id) {
      Agent agent =
          new Agent(
              id,
              AgentConfig.builder("Ada", "https://meet.example/a").timezone(timezone).build(),
              AgentStatus.RUNNING,
              MeetingStatus.JOINED,
              NOW,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      return new AgentView(agent, List.of());
    }
  }
}
