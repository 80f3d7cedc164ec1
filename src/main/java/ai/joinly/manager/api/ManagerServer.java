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
import ai.joinly.manager.api.rest.DemoMeetings;
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
 * Web server: REST and WebSocket on one port, and health and metrics also on a separate management
 * port if one is configured. Thread-safe.
 */
public final class ManagerServer {
  private static final System.Logger LOGGER = System.getLogger(ManagerServer.class.getName());

  /** Time for requests in progress to complete when the server stops. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** Time after which the process ends if a lost port cannot be reopened. */
  private static final Duration MAX_OUTAGE = Duration.ofSeconds(30);

  /** Connection limits of the management port. */
  private static final ConnectionLimits MANAGEMENT = ConnectionLimits.of(64, 0, 0);

  /** The large heads of all requests in progress may take 1/64 of the heap. */
  private static final int HEADS_HEAP_DIVISOR = 64;

  /**
   * Bytes that the system buffers for a client that does not read; the system's default may be
   * megabytes.
   */
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
   * Makes Helidon discover its services in all jars, which takes about 100 ms. The web server does
   * this at its start anyway; calling it earlier lets it run in parallel with other startup work.
   */
  public static void prepare() {
    ServiceRegistry ignored = GlobalServiceRegistry.registry();
  }

  /**
   * Opens the port and serves until {@link #close}. Registers no shutdown hook: the caller must
   * close the server.
   *
   * @param clock for the timestamps of messages that the server itself sends to WebSockets
   * @param monitoring the health, metrics and log hooks of the process
   * @throws ServerStartException if the port cannot be opened
   */
  public static ManagerServer start(
      Settings settings,
      Agents agents,
      EventHub events,
      Store store,
      InstantSource clock,
      Monitoring monitoring)
      throws ServerStartException {
    return start(settings, agents, events, store, clock, monitoring, Optional.empty());
  }

  /**
   * Like the method without {@code demo}, but also serves {@code /demo} if there are meetings.
   *
   * @param demo the simulated meetings of the demo, if it runs
   */
  public static ManagerServer start(
      Settings settings,
      Agents agents,
      EventHub events,
      Store store,
      InstantSource clock,
      Monitoring monitoring,
      Optional<DemoMeetings> demo)
      throws ServerStartException {
    History history = new History(store, events, settings.agents());
    Settings.Server server = settings.server();
    Sockets sockets =
        new Sockets(
            server, agents, history, new Origins(server.origins()), clock, monitoring.states());
    return start(settings, agents, history, sockets.part(), monitoring, demo);
  }

  public static ManagerServer start(
      Settings all, Agents agents, History history, WebSocketPart sockets, Monitoring monitoring)
      throws ServerStartException {
    return start(all, agents, history, sockets, monitoring, Optional.empty());
  }

  static ManagerServer start(
      Settings all,
      Agents agents,
      History history,
      WebSocketPart sockets,
      Monitoring monitoring,
      Optional<DemoMeetings> demo)
      throws ServerStartException {
    Settings.Server settings = all.server();
    Origins origins = new Origins(settings.origins());
    OwnHosts hosts = OwnHosts.of(settings.allowedHosts(), settings.origins(), settings.host());
    Framing framing =
        new Framing(
            ByteBudget.ofHeap(HEADS_HEAP_DIVISOR),
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
                            monitoring,
                            demo))
                    .buildPrototype());
    try {
      return new ManagerServer(
          main, management(settings, entrance, errors, framing, monitoring), sockets);
    } catch (ServerStartException e) {
      main.close();
      throw e;
    }
  }

  /**
   * Returns the connection limits, lowered to the available file descriptors; logs a warning if
   * these are too few.
   */
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
    checkPort(settings.host(), port, setting);
    try {
      return LastingServer.open(
          setting,
          port,
          configuration,
          connections,
          monitoring.states(),
          MAX_OUTAGE,
          monitoring.whenPortLost());
    } catch (IllegalStateException e) {
      throw new ServerStartException(
          cannotOpen(settings.host(), port) + ": see the log for the reason.", e);
    }
  }

  /** Returns the configuration common to both servers. */
  private static WebServerConfig.Builder base(
      Settings.Server settings, int port, ErrorResponses errors, OpenConnections connections) {
    return WebServer.builder()
        .host(settings.host())
        .port(port)
        .maxPayloadSize(JsonBody.MAX_READ)
        .maxTcpConnections(connections.mostSockets())
        .shutdownGracePeriod(GRACE)
        .connectionOptions(options -> options.tcpNoDelay(true).socketSendBufferSize(SEND_BUFFER))
        .shutdownHook(false)
        .featuresDiscoverServices(false)
        .protocolsDiscoverServices(false)
        .directHandlers(errors.directHandlers());
  }

  /** Returns the port it listens on; the actual one if the settings let the system choose. */
  public int port() {
    return server.port();
  }

  /** Returns the management port, if there is one. */
  public OptionalInt managementPort() {
    return management.map(LastingServer::port).map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /** Returns the connection metrics. */
  public ConnectionFigures connectionFigures() {
    return ConnectionFigures.of(server, management);
  }

  /** Returns the WebSocket metrics. */
  public SocketFigures socketFigures() {
    return sockets.figures().get();
  }

  /**
   * Stops the server: rejects new requests, waits briefly for those in progress, then closes all
   * connections. Waits at most {@code limit}. Idempotent.
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

  /**
   * Checks that the port can be opened; the web server reports the reason of a failure only in a
   * stack trace.
   */
  private static void checkPort(String host, int port, String setting) throws ServerStartException {
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
            "%s is not an address of this machine: change SERVER_HOST.".formatted(host), e);
      }
      throw new ServerStartException(
          "%s (%s): stop the process that uses it, or change %s or SERVER_HOST."
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
      return true; // unknown
    }
  }

  private static String cannotOpen(String host, int port) {
    return "Port %d of %s cannot be opened".formatted(port, host);
  }
}
