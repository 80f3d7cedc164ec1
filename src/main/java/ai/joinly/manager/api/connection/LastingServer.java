package ai.joinly.manager.api.connection;

import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.logging.StateLog.Subject;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.lang.System.Logger.Level;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/**
 * A web server that looks after its connections, and opens its port again when the web server has
 * given it up, as it does on any error while it accepts. Thread-safe.
 */
public final class LastingServer implements AutoCloseable {
  private static final ReentrantLock CREATING = new ReentrantLock();

  private static final System.Logger LOGGER = System.getLogger(LastingServer.class.getName());

  private static final Duration SWEEP_EVERY = Duration.ofMillis(500);

  private record Opened(WebServer server, ServerSocketChannel socket, int port) {}

  private final String name;
  private final IntFunction<WebServerConfig> configuration;
  private final OpenConnections connections;
  private final StateLog states;
  private final Duration longestOutage;
  private final Runnable whenLost;
  private final AcceptGuard guard;
  private final Thread sweeper;

  /** Written by the sweeper, once it runs. */
  private volatile Opened opened;

  private volatile boolean closed;
  private final AtomicInteger reopened = new AtomicInteger();
  private volatile Optional<Long> lostSince = Optional.empty();

  private LastingServer(
      String name,
      int port,
      IntFunction<WebServerConfig> configuration,
      OpenConnections connections,
      StateLog states,
      Duration longestOutage,
      Runnable whenLost) {
    this.name = name;
    this.configuration = configuration;
    this.connections = connections;
    this.states = states;
    this.longestOutage = longestOutage;
    this.whenLost = whenLost;
    this.guard = new AcceptGuard(connections);
    try {
      this.opened = start(port);
    } catch (RuntimeException e) {
      guard.close();
      throw e;
    }
    this.sweeper =
        Thread.ofPlatform().name(name + "-connections").daemon(true).unstarted(this::run);
  }

  /**
   * Opens a port and serves until it is closed.
   *
   * @param name of the server, for the log
   * @param configuration makes the configuration for a port; asked for a new one each time
   * @param connections of this server alone
   * @param longestOutage after which {@code whenLost} is called, on a thread of this server
   * @throws IllegalStateException when the port cannot be opened
   */
  public static LastingServer open(
      String name,
      int port,
      IntFunction<WebServerConfig> configuration,
      OpenConnections connections,
      StateLog states,
      Duration longestOutage,
      Runnable whenLost) {
    LastingServer server =
        new LastingServer(name, port, configuration, connections, states, longestOutage, whenLost);
    server.sweeper.start();
    return server;
  }

  private Opened start(int port) {
    AtomicReference<Optional<ServerSocketChannel>> socket = new AtomicReference<>(Optional.empty());
    WebServer server =
        create(
                ListenerHooks.of(
                    configuration.apply(port),
                    listening -> socket.set(Optional.of(listening)),
                    guard::accepted))
            .start();
    if (!server.isRunning()) {
      throw new IllegalStateException("the port cannot be opened; the log says why");
    }
    return new Opened(server, Objects.requireNonNull(socket.get()).orElseThrow(), server.port());
  }

  /**
   * Creates one server at a time, again if another one of this JVM was stopped meanwhile: Helidon's
   * metrics feature keeps a static map, which the end of any server clears, without a lock.
   */
  private static WebServer create(WebServerConfig configuration) {
    CREATING.lock();
    try {
      while (true) {
        try {
          return WebServer.create(configuration);
        } catch (ConcurrentModificationException e) {
          LOGGER.log(Level.DEBUG, "Another server was stopped meanwhile", e);
        }
      }
    } finally {
      CREATING.unlock();
    }
  }

  /** The port it listens on, also when it was to take a free one. */
  public int port() {
    return opened.port();
  }

  /** Whether the port is open. */
  public boolean isListening() {
    return opened.socket().isOpen();
  }

  /** How often the port was opened again. */
  public int timesReopened() {
    return reopened.get();
  }

  /** Whether file descriptors are short. */
  public boolean isShortOfDescriptors() {
    return guard.isShort();
  }

  /** Its connections. */
  public OpenConnections connections() {
    return connections;
  }

  private void run() {
    try {
      while (!closed) {
        Thread.sleep(SWEEP_EVERY);
        sweep();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed: the thread ends
    }
  }

  private void sweep() {
    try {
      connections.sweep(System.nanoTime());
      guard.check();
      reportDescriptors();
      reopen();
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "Connections cannot be looked after", e);
    }
  }

  private void reportDescriptors() {
    if (guard.isShort()) {
      states.failing(
          Subject.SERVER,
          "descriptors of " + name,
          "No file descriptors are left: new connections are refused, and those of agents fail."
              + " Raise the limit (ulimit -n), or lower MAX_AGENTS or SERVER_MAX_CONNECTIONS");
    } else {
      states.works(Subject.SERVER, "descriptors of " + name, "There are file descriptors again");
    }
  }

  private void reopen() {
    if (closed || isListening()) {
      return;
    }
    long now = System.nanoTime();
    if (lostSince.isEmpty()) {
      lostSince = Optional.of(now);
      states.failing(
          Subject.SERVER,
          "port of " + name,
          "Port %d was closed by an error while a connection was accepted; it is opened again"
              .formatted(port()));
      return; // after a pause
    }
    try {
      guard.makeRoomForPort();
      opened = start(port());
      lostSince = Optional.empty();
      int ignored = reopened.incrementAndGet();
      states.works(Subject.SERVER, "port of " + name, "Port %d is open again".formatted(port()));
    } catch (RuntimeException e) {
      if (now - lostSince.get() > longestOutage.toNanos()) {
        LOGGER.log(
            Level.ERROR,
            "Port {0} could not be opened again within {1}: the process ends and is to be started"
                + " again",
            Integer.toString(port()),
            longestOutage);
        closed = true;
        whenLost.run();
      }
    }
  }

  /** Stops serving; requests under way get the time that the configuration gives them. */
  @Override
  public void close() {
    closed = true;
    sweeper.interrupt();
    guard.close();
    if (isListening()) {
      opened.server().stop();
    }
    connections.closeAll();
  }
}
