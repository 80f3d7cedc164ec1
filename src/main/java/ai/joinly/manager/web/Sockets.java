package ai.joinly.manager.web;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.event.EventHub.Subscription;
import ai.joinly.manager.event.EventSubscriber;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.logging.StateLog.Subject;
import ai.joinly.manager.model.AgentId;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.webserver.websocket.WsUpgrader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * The WebSockets: {@code /ws/agents/{agent_id}} with the events of one agent and {@code
 * /ws/session} with those of all. Nobody who publishes an event ever waits for a client: each has a
 * bounded queue, and one that does not keep up is closed with 1013. Thread-safe.
 */
final class Sockets {
  /** Frames above it are not even read; our own, lower limit gives the client a proper close. */
  private static final int MAX_FRAME_BYTES = 4 * SocketLimits.MESSAGE_BYTES;

  private final Agents agents;
  private final History history;
  private final InstantSource clock;
  private final Origins origins;
  private final SocketLimits limits;
  private final StateLog states;
  private final Semaphore places;
  private final Set<SocketConnection> open = ConcurrentHashMap.newKeySet();
  private final LongAdder eventsSent = new LongAdder();
  private final LongAdder eventsDropped = new LongAdder();
  private final LongAdder clientsDropped = new LongAdder();
  private volatile boolean closing;

  Sockets(
      Settings.Server settings,
      Agents agents,
      History history,
      Origins origins,
      InstantSource clock,
      StateLog states) {
    this(SocketLimits.of(settings), agents, history, origins, clock, states);
  }

  Sockets(
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
    this.clock = clock;
    this.origins = origins;
    this.places = new Semaphore(limits.clients());
  }

  /** The routes. */
  WsRouting.Builder routing() {
    return WsRouting.builder()
        .endpoint(SocketListener.AGENT_PATH, () -> new SocketListener(this, origins, true))
        .endpoint(SocketListener.SESSION_PATH, () -> new SocketListener(this, origins, false));
  }

  /** The limits of the protocol; by default the web server lets clients send larger frames. */
  static WsConfig protocol() {
    return WsConfig.builder().maxFrameLength(MAX_FRAME_BYTES).build();
  }

  /** Upgrades connections of the web server. */
  static WsUpgrader upgrader() {
    return new AnyOriginUpgrader(protocol());
  }

  /**
   * Leaves the origin to {@link Origins}: the web server takes either its own pages or a list, this
   * manager takes both.
   */
  private static final class AnyOriginUpgrader extends WsUpgrader {
    AnyOriginUpgrader(WsConfig config) {
      super(config);
    }

    @Override
    protected void validateOrigin(Headers headers, String origin) {
      // SocketListener checks it, with the JSON error of this API
    }
  }

  /** Open sockets. */
  int totalClients() {
    return open.size();
  }

  /** Agents that at least one client follows: by name, or with all others. */
  int agentsMonitored() {
    if (open.stream().anyMatch(client -> client.agentId().isEmpty())) {
      return agents.list(0).size();
    }
    return (int)
        open.stream().map(SocketConnection::agentId).flatMap(Optional::stream).distinct().count();
  }

  /** Events that a client did not get because it was too slow or gone, counted once per client. */
  long eventsDropped() {
    return eventsDropped.sum();
  }

  /** Clients that were closed because they read too slowly. */
  long clientsDropped() {
    return clientsDropped.sum();
  }

  /** All figures together. */
  SocketFigures figures() {
    return new SocketFigures(
        totalClients(),
        agentsMonitored(),
        eventsSent.sum(),
        eventsDropped(),
        clientsDropped(),
        open.stream().mapToLong(SocketConnection::waiting).sum());
  }

  /** All this, as the server that it is a part of sees it. */
  WebSocketPart part() {
    return new WebSocketPart(routing(), this::figures, this::close);
  }

  /**
   * Refuses new clients, closes all sockets with 1001 and waits for their ends; those that are left
   * after {@code limit}, or when the caller is interrupted, are dropped. To be called before the
   * web server stops, which would end them without a word.
   */
  void close(Duration limit) {
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
   * Takes the client whose web server's thread calls this, until that thread ends.
   *
   * @param after what it has of the agent's events, or of those of all; empty when it wants none of
   *     those that are past
   * @throws ApiException when it is refused
   */
  SocketConnection admit(Optional<AgentId> agentId, Optional<Long> after) {
    if (!places.tryAcquire()) {
      states.happened(
          Subject.CLIENT,
          "A WebSocket client was refused: %d are connected already".formatted(limits.clients()));
      throw new ApiException(
          unavailable("too_many_clients", "Too many WebSocket clients are connected."));
    }
    SocketConnection connection =
        new SocketConnection(agentId, limits, eventsSent, eventsDropped, clientsDropped, states);
    open.add(connection);
    Optional<SocketFeed> feed = after.map(known -> feed(connection, agentId, known));
    EventSubscriber subscriber = feed.<EventSubscriber>map(f -> f).orElse(connection);
    Subscription subscription =
        agentId
            .map(id -> history.hub().subscribe(id, subscriber))
            .orElseGet(() -> history.hub().subscribeAll(subscriber));
    boolean admitted = false;
    try {
      check(agentId);
      after.ifPresent(known -> checkKnown(agentId, known));
      connection.watch(() -> release(connection, subscription));
      admitted = true;
      feed.ifPresent(f -> connection.replay(truncation(agentId, after.orElse(0L)), f::replay));
      return connection;
    } finally {
      if (!admitted) {
        release(connection, subscription);
      }
    }
  }

  private SocketFeed feed(SocketConnection connection, Optional<AgentId> agentId, long after) {
    return agentId
        .map(
            id ->
                new SocketFeed(
                    connection,
                    StoredEvent::seq,
                    (number, limit) -> history.store().events(id, number, limit),
                    after))
        .orElseGet(
            () ->
                new SocketFeed(
                    connection, StoredEvent::position, history.store()::eventsOfAll, after));
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

  /** What is to be said first, when some of it is not kept any more. */
  private Optional<String> truncation(Optional<AgentId> agentId, long after) {
    if (agentId.isPresent()) {
      long oldest = history.store().seqRange(agentId.get()).oldest();
      return after + 1 < oldest
          ? Optional.of(Truncation.of(agentId.get(), after + 1, oldest - 1, clock.instant()))
          : Optional.empty();
    }
    long removed = history.store().removedThrough();
    return after < removed
        ? Optional.of(Truncation.ofAll(after, removed, clock.instant()))
        : Optional.empty();
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

  private void release(SocketConnection connection, Subscription subscription) {
    subscription.close();
    open.remove(connection);
    places.release();
  }

  private static ApiError unavailable(String code, String sentence) {
    return new ApiError(Status.SERVICE_UNAVAILABLE_503, code, sentence)
        .with(HeaderNames.RETRY_AFTER, "5");
  }
}
