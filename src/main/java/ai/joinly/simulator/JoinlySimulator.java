package ai.joinly.simulator;

import ai.joinly.simulator.meeting.Conversations;
import ai.joinly.simulator.protocol.HttpTransport;
import ai.joinly.simulator.protocol.McpEndpoint;
import ai.joinly.simulator.protocol.McpMethods;
import ai.joinly.simulator.protocol.McpSession;
import ai.joinly.simulator.protocol.RequestHandler;
import ai.joinly.simulator.protocol.Tools;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * A simulated joinly server on a real loopback port. On the wire it behaves like a real one,
 * including its quirks. {@link #close} ends all its activity. Methods may be called from any
 * thread.
 */
public final class JoinlySimulator implements AutoCloseable {
  private final Environment environment;
  private final Gate freeze = new Gate();

  /** The parts that a restart replaces. */
  private record Running(
      SessionRegistry registry, RequestHandler handler, HttpTransport transport) {}

  private final int port;
  private volatile Optional<Running> running; // written with this locked

  private JoinlySimulator(SimulatorOptions options) {
    environment = Environment.create(options);
    Running first = serve(options.port());
    port = first.transport().port();
    running = Optional.of(first);
  }

  /**
   * Starts a server.
   *
   * @throws IllegalStateException when its port is in use
   */
  public static JoinlySimulator start(SimulatorOptions options) {
    return new JoinlySimulator(options);
  }

  private Running serve(int onPort) {
    SessionRegistry registry = new SessionRegistry(environment);
    Conversations conversations = new Conversations(environment);
    Tools tools = new Tools(environment, conversations::begin);
    McpMethods methods = new McpMethods(environment, registry, tools);
    McpEndpoint mcp = new McpEndpoint(environment, registry, methods, freeze);
    RequestHandler handler =
        new RequestHandler(environment, mcp, freeze, new ControlEndpoint(this)::handle);
    return new Running(registry, handler, new HttpTransport(onPort, handler));
  }

  public int port() {
    return port;
  }

  /** Returns the URL of the MCP endpoint, with the path that needs no redirect. */
  public URI mcpUrl() {
    return URI.create(
        "http://127.0.0.1:" + port + (environment.options().newerServer() ? "/mcp" : "/mcp/"));
  }

  public SimulatorOptions options() {
    return environment.options();
  }

  /** Returns the settings of faults. */
  public Faults faults() {
    return environment.faults();
  }

  /** Returns the sessions since the last (re)start, oldest first, without long-ended ones. */
  public List<SimulatedSession> sessions() {
    return registry().map(SessionRegistry::all).orElse(List.of()).stream()
        .map(McpSession::handle)
        .toList();
  }

  /** Returns the open sessions. */
  public List<SimulatedSession> openSessions() {
    return sessions().stream().filter(SimulatedSession::isOpen).toList();
  }

  /** Returns a session by its id. */
  public Optional<SimulatedSession> session(String id) {
    return sessions().stream().filter(s -> s.id().equals(id)).findFirst();
  }

  /**
   * Waits for a session that meets a condition.
   *
   * @throws IllegalStateException when there is none within the limit
   */
  public SimulatedSession awaitSession(Predicate<SimulatedSession> condition, Duration limit) {
    await(
        "a session as expected; there are " + sessions(),
        () -> sessions().stream().anyMatch(condition),
        limit);
    return sessions().stream().filter(condition).findFirst().orElseThrow();
  }

  /** Waits for an open session in a meeting with this URL. */
  public SimulatedSession awaitJoined(String meetingUrl, Duration limit) {
    return awaitSession(
        s -> s.isOpen() && s.isInMeeting() && s.meetingUrl().map(meetingUrl::equals).orElse(false),
        limit);
  }

  /**
   * Waits until a condition holds; evaluates it after every change in the simulator.
   *
   * @throws IllegalStateException when it does not hold within the limit
   */
  public void await(String what, BooleanSupplier condition, Duration limit) {
    if (!environment.changes().await(condition, limit)) {
      throw new IllegalStateException("Not within " + limit + ": " + what);
    }
  }

  public SimulatorStats stats() {
    List<SimulatedSession> all = sessions();
    return new SimulatorStats(
        environment.counters().sessionsMade().get(),
        count(all, SimulatedSession::isOpen),
        count(all, SimulatedSession::isInMeeting),
        count(all, SimulatedSession::hasStream),
        count(all, SimulatedSession::isGhost),
        environment.counters().deletedByClients().get(),
        environment.attendance().mostOfAny(),
        environment.counters().notified().get(),
        all.stream().mapToLong(s -> s.spoken().size()).sum());
  }

  private static int count(List<SimulatedSession> all, Predicate<SimulatedSession> wanted) {
    return (int) all.stream().filter(wanted).count();
  }

  /** Returns the maximum number of simultaneous sessions of an agent in one meeting. */
  public int mostSessionsAtOnce(String agentName, String meetingUrl) {
    return environment.attendance().most(agentName, meetingUrl);
  }

  /** Breaks every GET stream. */
  public void dropStreams() {
    sessions().forEach(SimulatedSession::dropStream);
  }

  /** Loses a session: its streams break, and its id is answered with 400 in plain text. */
  public void loseWith400(SimulatedSession session) {
    registry().ifPresent(r -> r.lose(session.internal(), McpSession.State.LOST));
  }

  /** Ends a session: its streams break, and its id is answered with 404. */
  public void loseWith404(SimulatedSession session) {
    registry().ifPresent(r -> r.lose(session.internal(), McpSession.State.DELETED));
  }

  /** Freezes the server: it accepts connections, but neither answers nor sends anything. */
  public void freeze() {
    freeze.close();
  }

  /** Ends a freeze and continues the blocked requests. */
  public void thaw() {
    freeze.open();
  }

  /** Stops the server: breaks all streams, then refuses connections. */
  public synchronized void halt() {
    running.ifPresent(
        now -> {
          now.handler().breakOff();
          now.registry().close();
          freeze.open();
          now.transport().stop();
        });
    running = Optional.empty();
    environment.changes().happened();
  }

  /** Starts a halted server on the same port, without any session. */
  public synchronized void resume() {
    if (running.isEmpty()) {
      running = Optional.of(serve(port));
    }
  }

  /** Restarts the server on the same port; all sessions are lost and all streams broken. */
  public void restart() {
    halt();
    resume();
  }

  /** Stops the simulator permanently. */
  @Override
  public void close() {
    halt();
    environment.timer().shutdownNow();
  }

  private Optional<SessionRegistry> registry() {
    return running.map(Running::registry);
  }
}
