package ai.joinly.simulator;

import ai.joinly.simulator.protocol.BodyBrokenException;
import ai.joinly.simulator.protocol.McpSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Registry of the server's sessions. Starts are serialised by {@link #startGate}. Every
 * subscription, from any session, applies to the session that was created last.
 */
public final class SessionRegistry {
  /** Maximum number of ended sessions that are kept. */
  private static final int ENDED_LIMIT = 2_000;

  /** Held from a new session's first request to its answer. */
  public final ReentrantLock startGate = new ReentrantLock(true);

  private final Environment environment;
  private final Map<String, McpSession> known = new ConcurrentHashMap<>();
  private final Deque<McpSession> made = new ConcurrentLinkedDeque<>();
  private final Optional<Room> sharedRoom;
  private volatile Optional<McpSession> madeLast = Optional.empty();
  private volatile boolean closed;

  SessionRegistry(Environment environment) {
    this.environment = environment;
    SimulatorOptions options = environment.options();
    this.sharedRoom =
        options.newerServer()
            ? Optional.of(
                new Room(
                    environment,
                    SessionSettings.DEFAULT.name(),
                    options.utteranceTail(),
                    this::push))
            : Optional.empty();
  }

  public Optional<McpSession> find(String id) {
    return Optional.ofNullable(known.get(id));
  }

  /** Returns all sessions, oldest first, without long-ended ones. */
  List<McpSession> all() {
    return new ArrayList<>(made);
  }

  /** Creates a session and begins to start it; {@link McpSession#started} has the outcome. */
  public McpSession make(Optional<String> settingsHeader) {
    SimulatorOptions options = environment.options();
    SessionSettings settings =
        sharedRoom.isPresent()
            ? SessionSettings.DEFAULT
            : SessionSettings.read(settingsHeader, options.unavailableServices());
    Room room =
        sharedRoom.orElseGet(
            () ->
                new Room(
                    environment,
                    settings.name(),
                    settings.utteranceTail().orElse(options.utteranceTail()),
                    this::push));
    String id = UUID.randomUUID().toString().replace("-", "");
    McpSession session = new McpSession(environment, id, settingsHeader, settings, room);
    known.put(id, session);
    made.add(session);
    environment.counters().sessionsMade().incrementAndGet();
    if (closed) {
      lose(session, McpSession.State.LOST);
      throw new BodyBrokenException();
    }
    forgetLongEnded();
    Duration time = sharedRoom.isPresent() ? Duration.ZERO : startTime(settings);
    if (time.isZero()) {
      finishStart(session);
    } else {
      var ignored =
          environment
              .timer()
              .schedule(() -> finishStart(session), time.toNanos(), TimeUnit.NANOSECONDS);
    }
    environment.changes().happened();
    return session;
  }

  private Duration startTime(SessionSettings settings) {
    return environment.options().startTime().plus(settings.startTime());
  }

  /** Loses every session, later ones included. */
  void close() {
    closed = true;
    all().forEach(session -> lose(session, McpSession.State.LOST));
    sharedRoom.ifPresent(room -> room.meeting().abandon());
  }

  private void finishStart(McpSession session) {
    if (session.settings.startFails() || environment.faults().startsBreakOff()) {
      if (session.state.compareAndSet(McpSession.State.STARTING, McpSession.State.LOST)) {
        known.remove(session.id);
        session.started.complete(McpSession.Start.FAILED);
      }
    } else if (session.state.compareAndSet(McpSession.State.STARTING, McpSession.State.OPEN)) {
      madeLast = Optional.of(session);
      session.started.complete(McpSession.Start.OK);
    }
    environment.changes().happened();
  }

  private void forgetLongEnded() {
    if (made.size() <= ENDED_LIMIT) {
      return;
    }
    made.stream()
        .filter(s -> !s.isAlive())
        .findFirst()
        .ifPresent(
            s -> {
              made.remove(s);
              known.remove(s.id);
            });
  }

  /**
   * Returns the room to which subscriptions and animations apply: that of the session created last,
   * even if it has ended.
   */
  public Optional<Room> subscriptionTarget() {
    return sharedRoom.or(() -> madeLast.map(McpSession::room));
  }

  /** Ends a session as DELETE does: waits for the calls under way, then leaves the meeting. */
  public void delete(McpSession session) {
    McpSession.State before = session.state.getAndSet(McpSession.State.DELETED);
    session.endStreams();
    session.started.complete(McpSession.Start.ABORTED);
    if (sharedRoom.isEmpty()) {
      Thread.ofVirtual().name("simulator-leave").start(() -> leaveWhenQuiet(session));
    }
    if (before != McpSession.State.DELETED) {
      session.deletedByClient = true;
      environment.counters().deletedByClients().incrementAndGet();
      environment.changes().happened();
    }
  }

  private void leaveWhenQuiet(McpSession session) {
    try {
      session.awaitCalls();
      Thread.sleep(environment.options().leaveTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    session.room().meeting().abandon();
    environment.changes().happened();
  }

  /** Ends a session immediately, as a failure inside the server does. */
  public void crash(McpSession session) {
    session.state.set(McpSession.State.LOST);
    known.remove(session.id);
    session.endStreams(); // first, so that the stopped calls do not answer
    stopWork(session);
    environment.changes().happened();
  }

  /** Loses a session and breaks its connections; its id is then answered with 400 or 404. */
  void lose(McpSession session, McpSession.State as) {
    session.state.set(as);
    if (as == McpSession.State.LOST) {
      known.remove(session.id);
    }
    session.breakStreams();
    stopWork(session);
    environment.changes().happened();
  }

  private void stopWork(McpSession session) {
    session.started.complete(McpSession.Start.ABORTED);
    session.stopCalls();
    if (sharedRoom.isEmpty()) {
      session.room().meeting().abandon();
    }
  }

  private void push(McpSession subscriber, String uri) {
    switch (environment.faults().pushes()) {
      case RIGHT -> subscriber.push(uri);
      case SUPPRESSED -> {}
      case TO_ANOTHER_SESSION ->
          made.stream()
              .filter(s -> s != subscriber && s.isAlive() && s.notifications.get() != null)
              .findFirst()
              .ifPresent(s -> s.push(uri));
      case TO_ALL_SESSIONS -> made.stream().filter(McpSession::isAlive).forEach(s -> s.push(uri));
    }
  }
}
