package ai.joinly.manager.api;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.api.connection.ConnectionLimits;
import ai.joinly.manager.api.connection.DescriptorBudget;
import ai.joinly.manager.api.connection.LastingServer;
import ai.joinly.manager.api.connection.LimitedConnections;
import ai.joinly.manager.api.connection.OpenConnections;
import ai.joinly.manager.api.framing.BodyLimits;
import ai.joinly.manager.api.framing.Framing;
import ai.joinly.manager.api.http.CommonHeaders;
import ai.joinly.manager.api.http.ErrorResponses;
import ai.joinly.manager.api.http.JsonBody;
import ai.joinly.manager.api.http.Origins;
import ai.joinly.manager.api.http.OwnHosts;
import ai.joinly.manager.api.http.RequestFilter;
import ai.joinly.manager.api.http.SlowBodyAnswer;
import ai.joinly.manager.api.observe.ConnectionFigures;
import ai.joinly.manager.api.observe.Observability;
import ai.joinly.manager.api.rest.History;
import ai.joinly.manager.api.rest.PriceList;
import ai.joinly.manager.api.websocket.HostCheckingUpgrader;
import ai.joinly.manager.api.websocket.SocketFigures;
import ai.joinly.manager.api.websocket.SocketUpgrader;
import ai.joinly.manager.api.websocket.Sockets;
import ai.joinly.manager.concurrent.ByteBudget;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.process.FileDescriptors;
import ai.joinly.manager.store.Store;
import io.helidon.service.registry.GlobalServiceRegistry;
import io.helidon.service.registry.ServiceRegistry;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;

/**
 * The web server: REST and WebSocket on one port, and what watches the process also on another, if
 * the settings have one. Thread-safe.
 */
public final class ManagerServer {
  private static final System.Logger LOGGER = System.getLogger(ManagerServer.class.getName());

  /** What requests under way get to end in when the server stops. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** After it a port that cannot be opened again is given up. */
  private static final Duration LONGEST_OUTAGE = Duration.ofSeconds(30);

  /** Connections of the management port. */
  private static final ConnectionLimits MANAGEMENT = ConnectionLimits.of(64, 0, 0);

  /** The share of the heap that large heads of all requests under way may take. */
  private static final int HEADS_PART_OF_HEAP = 64;

  /** What the system keeps for a client that does not read; else it may be megabytes. */
  private static final int SEND_BUFFER = 128 * 1024;

  private final LastingServer server;
  private final Optional<LastingServer> management;
  private final WebSocketPart sockets;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ManagerServer(
      LastingServer server, Optional<LastingServer> management, WebSocketPart sockets) {
    this.server = server;
    this.management = management;
    this.sockets = sockets;
  }

  /**
   * Lets Helidon look for its services in all jars, which takes a tenth of a second. A server would
   * do so by itself; this is for a start that has something else to wait for meanwhile.
   */
  public static void prepare() {
    ServiceRegistry ignored = GlobalServiceRegistry.registry();
  }

  /**
   * Opens the port and serves until {@link #close}. It registers no shutdown hook: who started it
   * also ends it.
   *
   * @param clock for what the server itself tells to WebSockets
   * @param monitoring what is shown of the process to those who watch it
   * @throws ServerStartException when the port cannot be had
   */
  public static ManagerServer start(
      Settings settings,
      Agents agents,
      EventHub events,
      Store store,
      InstantSource clock,
      Monitoring monitoring)
      throws ServerStartException {
    History history = new History(store, events, settings.agents());
    Settings.Server server = settings.server();
    Sockets sockets =
        new Sockets(
            server, agents, history, new Origins(server.origins()), clock, monitoring.states());
    return start(settings, agents, history, sockets.part(), monitoring);
  }

  public static ManagerServer start(
      Settings all, Agents agents, History history, WebSocketPart sockets, Monitoring monitoring)
      throws ServerStartException {
    Settings.Server settings = all.server();
    Origins origins = new Origins(settings.origins());
    OwnHosts hosts = OwnHosts.of(settings.allowedHosts(), settings.origins(), settings.host());
    Framing framing =
        new Framing(
            ByteBudget.ofHeap(HEADS_PART_OF_HEAP),
            BodyLimits.DEFAULT,
            new SlowBodyAnswer(monitoring.requests()));
    CommonHeaders commonHeaders = new CommonHeaders(origins, hosts);
    ErrorResponses errors = new ErrorResponses(commonHeaders, monitoring.requests());
    RequestFilter entrance =
        new RequestFilter(origins, hosts, commonHeaders, errors, monitoring.requests());
    Settings.Connections limits = settings.connections();
    OpenConnections connections =
        new OpenConnections(limits(settings, all.agents()), WebRouting::isForMonitoring);
    LastingServer main =
        open(
            settings,
            settings.port(),
            "SERVER_PORT",
            connections,
            monitoring,
            port ->
                base(settings, port, errors, connections)
                    .addFeature(Observability.feature(monitoring))
                    .addProtocol(SocketUpgrader.protocol())
                    .addRouting(SocketUpgrader.routing())
                    .addConnectionSelector(
                        new LimitedConnections(
                            new HttpConnections(
                                sockets
                                    .upgrader()
                                    .map(upgrader -> new HostCheckingUpgrader(upgrader, hosts)),
                                framing),
                            connections))
                    .routing(
                        WebRouting.routing(
                            agents,
                            history,
                            sockets,
                            new PriceList(all.prices()),
                            limits,
                            entrance,
                            errors,
                            monitoring))
                    .buildPrototype());
    try {
      return new ManagerServer(
          main, management(settings, entrance, errors, framing, monitoring), sockets);
    } catch (ServerStartException e) {
      main.close();
      throw e;
    }
  }

  /** What clients may take, as far as there are file descriptors; says when these are few. */
  private static ConnectionLimits limits(Settings.Server settings, Settings.Agents agents) {
    ConnectionLimits wanted =
        ConnectionLimits.of(
            settings.connections().most(),
            settings.webSocketClients(),
            settings.connections().perAddress());
    Optional<DescriptorBudget> budget =
        FileDescriptors.numbers()
            .map(
                now ->
                    new DescriptorBudget(
                        now.limit(), now.open(), agents.maxActive(), wanted.connections()));
    budget
        .flatMap(DescriptorBudget::warning)
        .ifPresent(warning -> LOGGER.log(Level.WARNING, warning));
    return budget.map(b -> b.fit(wanted)).orElse(wanted);
  }

  private static Optional<LastingServer> management(
      Settings.Server settings,
      RequestFilter entrance,
      ErrorResponses errors,
      Framing framing,
      Monitoring monitoring)
      throws ServerStartException {
    if (settings.connections().managementPort().isEmpty()) {
      return Optional.empty();
    }
    OpenConnections connections = new OpenConnections(MANAGEMENT, path -> true);
    return Optional.of(
        open(
            settings,
            settings.connections().managementPort().getAsInt(),
            "SERVER_MANAGEMENT_PORT",
            connections,
            monitoring,
            port ->
                base(settings, port, errors, connections)
                    .addFeature(Observability.feature(monitoring))
                    .addConnectionSelector(
                        new LimitedConnections(
                            new HttpConnections(Optional.empty(), framing), connections))
                    .routing(WebRouting.management(entrance, errors, monitoring))
                    .buildPrototype()));
  }

  private static LastingServer open(
      Settings.Server settings,
      int port,
      String setting,
      OpenConnections connections,
      Monitoring monitoring,
      IntFunction<WebServerConfig> configuration)
      throws ServerStartException {
    tryPort(settings.host(), port, setting);
    try {
      return LastingServer.open(
          setting,
          port,
          configuration,
          connections,
          monitoring.states(),
          LONGEST_OUTAGE,
          monitoring.whenPortLost());
    } catch (IllegalStateException e) {
      throw new ServerStartException(cannotOpen(settings.host(), port) + "; the log says why.", e);
    }
  }

  /** What the servers have in common. */
  private static WebServerConfig.Builder base(
      Settings.Server settings, int port, ErrorResponses errors, OpenConnections connections) {
    return WebServer.builder()
        .host(settings.host())
        .port(port)
        .maxPayloadSize(JsonBody.LARGEST_READ)
        .maxTcpConnections(connections.mostSockets())
        .shutdownGracePeriod(GRACE)
        .connectionOptions(options -> options.tcpNoDelay(true).socketSendBufferSize(SEND_BUFFER))
        .shutdownHook(false)
        .featuresDiscoverServices(false)
        .protocolsDiscoverServices(false)
        .directHandlers(errors.directHandlers());
  }

  /** The port it listens on, also when the settings left the choice to the system. */
  public int port() {
    return server.port();
  }

  /** The port of what watches the process, if it has one. */
  public OptionalInt managementPort() {
    return management.map(LastingServer::port).map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /** The connections in numbers. */
  public ConnectionFigures connectionFigures() {
    return ConnectionFigures.of(server, management);
  }

  /** The WebSockets in numbers. */
  public SocketFigures socketFigures() {
    return sockets.figures().get();
  }

  /**
   * Stops serving: no new request is taken, those under way get a moment to end, all connections
   * are closed. Waits {@code limit} for that at most. Closing it twice does no harm.
   */
  public void close(Duration limit) throws InterruptedException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Thread stopping =
        Thread.ofVirtual()
            .name("web-server-stop")
            .start(
                () -> {
                  sockets.close().accept(limit.compareTo(GRACE) > 0 ? limit.minus(GRACE) : limit);
                  server.close();
                  management.ifPresent(LastingServer::close);
                });
    if (!stopping.join(limit)) {
      stopping.interrupt();
      LOGGER.log(Level.WARNING, "The web server did not stop within {0}", limit);
    }
  }

  /** The web server itself does not say why it failed to start, except with stack traces. */
  private static void tryPort(String host, int port, String setting) throws ServerStartException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new ServerStartException(
          "The host %s cannot be resolved: change SERVER_HOST.".formatted(host));
    }
    try (ServerSocketChannel probe = ServerSocketChannel.open()) {
      probe.bind(address);
    } catch (IOException e) {
      if (!isOfThisMachine(address.getAddress())) {
        throw new ServerStartException(
            "%s is no address of this machine: change SERVER_HOST.".formatted(host), e);
      }
      throw new ServerStartException(
          "%s (%s): stop what uses it or change %s or SERVER_HOST."
              .formatted(cannotOpen(host, port), e.getMessage(), setting),
          e);
    }
  }

  private static boolean isOfThisMachine(InetAddress address) {
    try {
      return address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true; // not known
    }
  }

  private static String cannotOpen(String host, int port) {
    return "Port %d of %s cannot be opened".formatted(port, host);
  }
}
