package ai.joinly.manager.web;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.web.framing.BodyLimits;
import ai.joinly.manager.web.framing.Framing;
import ai.joinly.manager.web.framing.HeadBudget;
import io.helidon.service.registry.GlobalServiceRegistry;
import io.helidon.service.registry.ServiceRegistry;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;

/** The web server: REST and WebSocket on one port. Thread-safe. */
public final class ManagerServer {
  private static final System.Logger LOGGER = System.getLogger(ManagerServer.class.getName());

  /** What requests under way get to end in when the server stops. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** Beside the WebSockets; whoever comes later waits for a place. */
  private static final int MOST_CONNECTIONS = 4096;

  /** What the system keeps for a client that does not read; else it may be megabytes. */
  private static final int SEND_BUFFER = 128 * 1024;

  private final WebServer server;
  private final WebSocketPart sockets;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ManagerServer(WebServer server, WebSocketPart sockets) {
    this.server = server;
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

  static ManagerServer start(
      Settings all, Agents agents, History history, WebSocketPart sockets, Monitoring monitoring)
      throws ServerStartException {
    Settings.Server settings = all.server();
    tryPort(settings);
    Origins origins = new Origins(settings.origins());
    OwnHosts hosts = OwnHosts.of(settings.allowedHosts(), settings.origins(), settings.host());
    Framing framing =
        new Framing(
            HeadBudget.ofHeap(), BodyLimits.DEFAULT, new SlowBodyAnswer(monitoring.requests()));
    CommonHeaders commonHeaders = new CommonHeaders(origins, hosts);
    ErrorResponses errors = new ErrorResponses(commonHeaders, monitoring.requests());
    WebServer server =
        WebServer.builder()
            .host(settings.host())
            .port(settings.port())
            .maxPayloadSize(JsonBody.LARGEST_READ)
            .maxTcpConnections(MOST_CONNECTIONS + settings.webSocketClients())
            .shutdownGracePeriod(GRACE)
            .connectionOptions(
                options -> options.tcpNoDelay(true).socketSendBufferSize(SEND_BUFFER))
            .shutdownHook(false)
            .featuresDiscoverServices(false)
            .directHandlers(errors.directHandlers())
            .routing(
                WebRouting.routing(
                    agents,
                    history,
                    sockets,
                    new PriceList(all.prices()),
                    origins,
                    hosts,
                    commonHeaders,
                    errors,
                    monitoring))
            .protocolsDiscoverServices(false)
            .addConnectionSelector(
                new HttpConnections(
                    sockets.upgrader().map(upgrader -> new HostCheckingUpgrader(upgrader, hosts)),
                    framing))
            .build()
            .start();
    if (!server.isRunning()) {
      throw new ServerStartException(cannotOpen(settings) + "; the log says why.");
    }
    return new ManagerServer(server, sockets);
  }

  /** The port it listens on, also when the settings left the choice to the system. */
  public int port() {
    return server.port();
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
                  server.stop();
                });
    if (!stopping.join(limit)) {
      stopping.interrupt();
      LOGGER.log(Level.WARNING, "The web server did not stop within {0}", limit);
    }
  }

  /** The web server itself does not say why it failed to start, except with stack traces. */
  private static void tryPort(Settings.Server settings) throws ServerStartException {
    InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
    if (address.isUnresolved()) {
      throw new ServerStartException(
          "The host %s cannot be resolved: change SERVER_HOST.".formatted(settings.host()));
    }
    try (ServerSocketChannel probe = ServerSocketChannel.open()) {
      probe.bind(address);
    } catch (IOException e) {
      if (!isOfThisMachine(address.getAddress())) {
        throw new ServerStartException(
            "%s is no address of this machine: change SERVER_HOST.".formatted(settings.host()), e);
      }
      throw new ServerStartException(
          "%s (%s): stop what uses it or change SERVER_PORT or SERVER_HOST."
              .formatted(cannotOpen(settings), e.getMessage()),
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

  private static String cannotOpen(Settings.Server settings) {
    return "Port %s of %s cannot be opened".formatted(settings.port(), settings.host());
  }
}
