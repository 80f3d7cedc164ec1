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
 * WebSocket endpoints: {@code /ws/agents/{agent_id}} with the events of one agent and {@code
 * /ws/session} with those of all agents. Publishers never wait for clients, and clients have no
 * queues: see {@link EventWindow}. Thread-safe.
 */
public final class Sockets {
  private static final Duration MAX_CHECK_INTERVAL = Duration.ofMillis(500);
  private static final int CHECKS_PER_LIMIT = 8;

  private final Agents agents;
  private final History history;
  private final Origins origins;
  private final SocketLimits limits;
  private final StateLog states;
  private final EventWindow window;
  private final Semaphore permits;
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
    this.permits = new Semaphore(limits.clients());
  }

  /** Returns the number of open sockets. */
  public int totalClients() {
    return open.size();
  }

  /**
   * Returns the number of agents that at least one client follows, individually or with all others.
   */
  public int agentsMonitored() {
    if (open.stream().anyMatch(client -> client.agentId().isEmpty())) {
      return agents.list(0).size();
    }
    return (int)
        open.stream().map(SocketConnection::agentId).flatMap(Optional::stream).distinct().count();
  }

  /** Returns the number of readers of the event window. */
  public int followers() {
    return window.followers();
  }

  /** Returns the metrics of all sockets. */
  public SocketFigures figures() {
    return new SocketFigures(
        totalClients(),
        agentsMonitored(),
        counters.eventsSent().sum(),
        counters.eventsDropped().sum(),
        counters.clientsDropped().sum(),
        open.stream().mapToLong(SocketConnection::waiting).sum());
  }

  /** Returns the WebSocket support for the server. */
  public WebSocketPart part() {
    return new WebSocketPart(
        Optional.of(new SocketUpgrader(this, origins)), this::figures, this::close);
  }

  /**
   * Rejects new clients, closes all sockets with code 1001 and waits for their end. Drops the
   * remaining ones after {@code limit}, or if the caller is interrupted. Must be called before the
   * web server stops, which would end them without a close frame.
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
   * Admits a client, until its connection ends.
   *
   * @param after the number of the last event that the client has, of the agent or of all agents;
   *     empty if it requests no past events
   * @throws ApiException if the client is rejected
   */
  SocketConnection admit(
      ConnectionContext context, Optional<AgentId> agentId, Optional<Long> after) {
    if (!permits.tryAcquire()) {
      states.happened(
          Subject.CLIENT,
          "A WebSocket client was refused: %s are already connected".formatted(limits.clients()));
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
        permits.release();
      }
    }
  }

  private SocketConnection connect(
      ConnectionContext context, Optional<AgentId> agentId, EventFeed feed, Semaphore wake) {
    SocketConnection connection =
        new SocketConnection(context, agentId, feed, wake, limits, counters, states, this::release);
    open.add(connection);
    if (closing) { // it may have missed the list of those to close
      connection.close(SocketClose.SHUTDOWN);
    }
    keepChecking();
    return connection;
  }

  private void release(SocketConnection connection) {
    open.remove(connection);
    permits.release();
  }

  /** Checks all connections periodically, on one thread, as long as there are any. */
  private void keepChecking() {
    if (checking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("websocket-checks").start(this::checkAll);
    }
  }

  private void checkAll() {
    long pause =
        Math.min(
            MAX_CHECK_INTERVAL.toNanos(),
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

  /** Rejects a number after the newest event. */
  private void checkKnown(Optional<AgentId> agentId, long after) {
    long newest =
        agentId
            .map(id -> history.store().seqRange(id).newest())
            .orElseGet(history.store()::newestPosition);
    if (after > newest) {
      throw agentId.isPresent()
          ? QueryNumbers.invalid("after", "must be a whole number from 0 to " + newest)
          : QueryNumbers.invalid("cursor", "must be a cursor from this manager");
    }
  }

  /**
   * Checks the client after its subscription, so that a deletion in between is noticed by its
   * event.
   */
  private void check(Optional<AgentId> agentId) {
    if (closing) {
      throw new ApiException(unavailable("shutting_down", "The manager is shutting down."));
    }
    if (agentId.isPresent() && agents.find(agentId.get(), 0).isEmpty()) {
      throw new ApiException(ApiError.unknownAgent());
    }
  }

  private static ApiError unavailable(String code, String message) {
    return new ApiError(Status.SERVICE_UNAVAILABLE_503, code, message)
        .with(HeaderNames.RETRY_AFTER, "5");
  }
}
