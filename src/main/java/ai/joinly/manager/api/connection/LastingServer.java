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
 * Web server that enforces the limits of its connections and reopens its port after the web server
 * has closed it, which happens on any error during an accept. Thread-safe.
 */
public final class LastingServer implements AutoCloseable {
  private static final ReentrantLock CREATING = new ReentrantLock();

  private static final System.Logger LOGGER = System.getLogger(LastingServer.class.getName());

  private static final Duration SWEEP_INTERVAL = Duration.ofMillis(500);

  /** Maximum time that {@link #close} waits for a sweep to end. */
  private static final Duration MAX_SWEEP = Duration.ofSeconds(5);

  private record Opened(WebServer server, ServerSocketChannel socket, int port) {}

  private final String name;
  private final IntFunction<WebServerConfig> configuration;
  private final OpenConnections connections;
  private final StateLog states;
  private final Duration longestOutage;
  private final Runnable whenLost;
  private final AcceptGuard guard;
  private final Thread sweeper;

  /** Written only by the sweeper, after it has started. */
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
   * Opens a port and serves until {@link #close}.
   *
   * @param name the server's name in the log
   * @param configuration creates the configuration for a port; called for each opening
   * @param connections the connections of this server only
   * @param longestOutage the outage after which {@code whenLost} is called, on a thread of this
   *     server
   * @throws IllegalStateException if the port cannot be opened
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
      throw new IllegalStateException("the port cannot be opened: see the log for the reason");
    }
    return new Opened(server, Objects.requireNonNull(socket.get()).orElseThrow(), server.port());
  }

  /**
   * Creates one server at a time, and retries if another server of this JVM was stopped
   * concurrently: Helidon's metrics feature has a static map that is cleared without a lock when
   * any server stops.
   */
  private static WebServer create(WebServerConfig configuration) {
    CREATING.lock();
    try {
      while (true) {
        try {
          return WebServer.create(configuration);
        } catch (ConcurrentModificationException e) {
          LOGGER.log(Level.DEBUG, "Another server was stopped concurrently", e);
        }
      }
    } finally {
      CREATING.unlock();
    }
  }

  /** Returns the port it listens on; the actual one if the system chose it. */
  public int port() {
    return opened.port();
  }

  /** Returns whether the port is open. */
  public boolean isListening() {
    return opened.socket().isOpen();
  }

  /** Returns how often the port was reopened. */
  public int timesReopened() {
    return reopened.get();
  }

  /** Returns whether file descriptors are short. */
  public boolean isShortOfDescriptors() {
    return guard.isShort();
  }

  /** Returns its connections. */
  public OpenConnections connections() {
    return connections;
  }

  private void run() {
    try {
      while (!closed) {
        Thread.sleep(SWEEP_INTERVAL);
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
      LOGGER.log(Level.ERROR, "The check of the connections failed", e);
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
          "Port %d was closed by an error while accepting a connection; reopening it"
              .formatted(port()));
      return; // the next sweep reopens it
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
            "Port {0} could not be reopened within {1}: the process ends and must be restarted",
            Integer.toString(port()),
            longestOutage);
        closed = true;
        whenLost.run();
      }
    }
  }

  private void awaitSweeper() {
    try {
      if (!Thread.currentThread().equals(sweeper) && !sweeper.join(MAX_SWEEP)) {
        LOGGER.log(Level.WARNING, "The check of the connections did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops the server; requests in progress get the configured grace period. */
  @Override
  public void close() {
    closed = true;
    sweeper.interrupt();
    awaitSweeper(); // it may be reopening the port
    guard.close();
    if (isListening()) {
      opened.server().stop();
    }
    connections.closeAll();
  }
}
