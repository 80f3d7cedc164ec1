package ai.joinly.manager.api.websocket;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.api.WebSocketPart;
import ai.joinly.manager.api.http.ApiError;
import ai.joinly.manager.api.http.ApiException;
import ai.joinly.manager.api.http.Origins;
import ai.joinly.manager.api.rest.History;
import ai.joinly.manager.api.rest.QueryNumbers;
import ai.joinly.manager.api.websocket.feed.EventFeed;
import ai.joinly.manager.api.websocket.feed.EventWindow;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.logging.StateLog.Subject;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The WebSockets: {@code /ws/agents/{agent_id}} with the events of one agent and {@code
 * /ws/session} with those of all. Nobody who publishes an event ever waits for a client, and no
 * client has a queue: see {@link EventWindow}. Thread-safe.
 */
public final class Sockets {
  private static final Duration MOST_BETWEEN_CHECKS = Duration.ofMillis(500);
  private static final int CHECKS_PER_LIMIT = 8;

  private final Agents agents;
  private final History history;
  private final Origins origins;
  private final SocketLimits limits;
  private final StateLog states;
  private final EventWindow window;
  private final Semaphore places;
  private final Set<SocketConnection> open = ConcurrentHashMap.newKeySet();
  private final SocketCounters counters = new SocketCounters();
  private final AtomicBoolean checking = new AtomicBoolean();
  private volatile boolean closing;

  public Sockets(
      Settings.Server settings,
      Agents agents,
      History history,
      Origins origins,
      InstantSource clock,
      StateLog states) {
    this(SocketLimits.of(settings), agents, history, origins, clock, states);
  }

  public Sockets(
      SocketLimits limits,
      Agents agents,
      History history,
      Origins origins,
      InstantSource clock,
      StateLog states) {
    this.states = states;
    this.limits = limits;
    this.agents = agents;
    this.history = history;
    this.origins = origins;
    this.window = EventWindow.open(history.hub(), history.store(), clock, limits.windowBytes());
    this.places = new Semaphore(limits.clients());
  }

  /** Open sockets. */
  public int totalClients() {
    return open.size();
  }

  /** Agents that at least one client follows: by name, or with all others. */
  public int agentsMonitored() {
    if (open.stream().anyMatch(client -> client.agentId().isEmpty())) {
      return agents.list(0).size();
    }
    return (int)
        open.stream().map(SocketConnection::agentId).flatMap(Optional::stream).distinct().count();
  }

  /** Clients that have a place among the events. */
  public int followers() {
    return window.followers();
  }

  /** All figures together. */
  public SocketFigures figures() {
    return new SocketFigures(
        totalClients(),
        agentsMonitored(),
        counters.eventsSent().sum(),
        counters.eventsDropped().sum(),
        counters.clientsDropped().sum(),
        open.stream().mapToLong(SocketConnection::waiting).sum());
  }

  /** All this, as the server that it is a part of sees it. */
  public WebSocketPart part() {
    return new WebSocketPart(
        Optional.of(new SocketUpgrader(this, origins)), this::figures, this::close);
  }

  /**
   * Refuses new clients, closes all sockets with 1001 and waits for their ends; those that are left
   * after {@code limit}, or when the caller is interrupted, are dropped. To be called before the
   * web server stops, which would end them without a word.
   */
  public void close(Duration limit) {
    closing = true;
    open.forEach(connection -> connection.close(SocketClose.SHUTDOWN));
    long end = System.nanoTime() + limit.toNanos();
    try {
      for (SocketConnection connection : open) {
        connection.hasEnded(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.forEach(SocketConnection::drop);
    }
  }

  /**
   * Takes a client, until its connection ends.
   *
   * @param after what it has of the agent's events, or of those of all; empty when it wants none of
   *     those that are past
   * @throws ApiException when it is refused
   */
  SocketConnection admit(
      ConnectionContext context, Optional<AgentId> agentId, Optional<Long> after) {
    if (!places.tryAcquire()) {
      states.happened(
          Subject.CLIENT,
          "A WebSocket client was refused: %s are connected already".formatted(limits.clients()));
      throw new ApiException(
          unavailable("too_many_clients", "Too many WebSocket clients are connected."));
    }
    Semaphore wake = new Semaphore(0);
    Optional<EventFeed> feed = Optional.empty();
    boolean admitted = false;
    try {
      feed = Optional.of(window.follow(agentId, wake::release));
      check(agentId);
      after.ifPresent(known -> checkKnown(agentId, known));
      after.ifPresent(feed.get()::startAfter);
      SocketConnection connection = connect(context, agentId, feed.get(), wake);
      admitted = true;
      return connection;
    } finally {
      if (!admitted) {
        feed.ifPresent(EventFeed::close);
        places.release();
      }
    }
  }

  private SocketConnection connect(
      ConnectionContext context, Optional<AgentId> agentId, EventFeed feed, Semaphore wake) {
    SocketConnection connection =
        new SocketConnection(context, agentId, feed, wake, limits, counters, states, this::release);
    open.add(connection);
    keepChecking();
    return connection;
  }

  private void release(SocketConnection connection) {
    open.remove(connection);
    places.release();
  }

  /** Checks all connections now and then, on one thread for all, as long as there are any. */
  private void keepChecking() {
    if (checking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("websocket-checks").start(this::checkAll);
    }
  }

  private void checkAll() {
    long pause =
        Math.min(
            MOST_BETWEEN_CHECKS.toNanos(),
            Math.min(limits.stall().toNanos(), limits.silence().toNanos()) / CHECKS_PER_LIMIT);
    while (!open.isEmpty()) {
      LockSupport.parkNanos(pause);
      open.forEach(connection -> connection.check(System.nanoTime()));
    }
    checking.set(false);
    if (!open.isEmpty()) {
      keepChecking();
    }
  }

  /** Nobody can have what has not happened yet. */
  private void checkKnown(Optional<AgentId> agentId, long after) {
    long newest =
        agentId
            .map(id -> history.store().seqRange(id).newest())
            .orElseGet(history.store()::newestPosition);
    if (after > newest) {
      throw agentId.isPresent()
          ? QueryNumbers.invalid("after", "must be a whole number from 0 to " + newest)
          : QueryNumbers.invalid("cursor", "must be one that this manager gave");
    }
  }

  /** Comes after the subscription, so that whatever ends in between is noticed by its event. */
  private void check(Optional<AgentId> agentId) {
    if (closing) {
      throw new ApiException(unavailable("shutting_down", "The manager is shutting down."));
    }
    if (agentId.isPresent() && agents.find(agentId.get(), 0).isEmpty()) {
      throw new ApiException(ApiError.unknownAgent());
    }
  }

  private static ApiError unavailable(String code, String sentence) {
    return new ApiError(Status.SERVICE_UNAVAILABLE_503, code, sentence)
        .with(HeaderNames.RETRY_AFTER, "5");
  }
}
