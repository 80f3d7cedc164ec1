package ai.joinly.manager.api.websocket;

import ai.joinly.manager.api.websocket.SocketClose.Pending;
import ai.joinly.manager.api.websocket.feed.EventFeed;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.logging.StateLog.Subject;
import ai.joinly.manager.store.StoreException;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.websocket.WsSession;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connection of a client that follows one agent or all. Two virtual threads serve it: the web
 * server's thread reads; the writer thread is the only one that writes, which blocks while the
 * client does not read. A client needs only a position in the event feed and a buffer of one piece.
 * Thread-safe.
 */
final class SocketConnection implements ServerConnection {
  /** Unlimited, because frames are not counted as requests. */
  private static final Limit FRAMES = FixedLimit.create();

  private static final System.Logger LOGGER = System.getLogger(SocketConnection.class.getName());

  /** Bytes of one write. */
  private static final int PIECE = 16 * 1024;

  /** Maximum time for sending pending events before a close. */
  private static final Duration PENDING_TIMEOUT = Duration.ofSeconds(2);

  /** Maximum time for the close handshake, after {@code PENDING_TIMEOUT}. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  /** A write that took longer was blocked until the client read, so the client is alive. */
  private static final long WAITED_NANOS = Duration.ofMillis(1).toNanos();

  /** A pending close: sent after the events up to a number, or at a time at the latest. */
  private record Closing(SocketClose close, long through, long sendUntil, long dropAt) {}

  private final ConnectionContext context;
  private final Optional<AgentId> agentId;
  private final EventFeed feed;
  private final SocketLimits limits;
  private final SocketCounters counters;
  private final StateLog states;
  private final Consumer<SocketConnection> onEnd;

  /** Has a permit if there may be data to write. */
  private final Semaphore wake;

  private final AtomicBoolean started = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<@Nullable Closing> closing = new AtomicReference<>();
  private final AtomicReference<@Nullable BufferData> pong = new AtomicReference<>();

  /** Protocol handler, set by the upgrade. Used only by the reader, as is the next field. */
  private @Nullable ServerConnection protocol;

  private @Nullable Thread writer;

  /** Time of the client's last activity, by {@code System.nanoTime()}. */
  private volatile long heardAt = System.nanoTime();

  /** Start time of the current write; 0 if there is none. Set by the writer. */
  private volatile long writingSince;

  /** Time of the next ping, by {@code System.nanoTime()}. Used only by the writer. */
  private long nextPing;

  /** Buffer of the current write. Used only by the writer. */
  private byte @Nullable [] piece;

  /**
   * @param feed the events to send; it releases {@code wake} when there are new ones
   * @param onEnd run once, when the connection has ended
   */
  SocketConnection(
      ConnectionContext context,
      Optional<AgentId> agentId,
      EventFeed feed,
      Semaphore wake,
      SocketLimits limits,
      SocketCounters counters,
      StateLog states,
      Consumer<SocketConnection> onEnd) {
    this.context = context;
    this.agentId = agentId;
    this.feed = feed;
    this.wake = wake;
    this.limits = limits;
    this.counters = counters;
    this.states = states;
    this.onEnd = onEnd;
    this.nextPing = System.nanoTime() + limits.pingEvery().toNanos();
  }

  /** Returns the agent that the client follows; empty if it follows all. */
  Optional<AgentId> agentId() {
    return agentId;
  }

  /** Returns the number of events that have not been sent to the client. */
  long waiting() {
    return Math.max(0, feed.newest() - feed.position());
  }

  /** Sets the protocol handler that reads the client's frames. */
  SocketConnection spokenBy(ServerConnection upgraded) {
    protocol = upgraded;
    return this;
  }

  @Override
  public void handle(Limit requests) {
    if (protocol == null || !started.compareAndSet(false, true)) {
      return; // it was abandoned before
    }
    try {
      protocol.handle(FRAMES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOGGER.log(Level.DEBUG, "A WebSocket client disconnected", e);
    } finally {
      drop();
      if (writer != null) {
        writer.interrupt();
        awaitEnd(writer);
      }
      finish();
    }
  }

  /** Starts the writer. Called by the reader. */
  void open(WsSession session) {
    writer = Thread.ofVirtual().name("websocket-writer").start(() -> write(session));
  }

  /** Records that the client has sent data. Called by the reader. */
  void heard() {
    heardAt = System.nanoTime();
  }

  /** Makes the writer answer the latest ping. Called by the reader. */
  void pong(BufferData content) {
    heard();
    pong.set(content);
    wake();
  }

  /** Wakes the writer. */
  private void wake() {
    if (wake.availablePermits() == 0) {
      wake.release();
    }
  }

  /**
   * Makes the writer close the socket and waits for the end of the connection. Called by the
   * reader, which must not read further or let the web server send its own close.
   *
   * @return the exception to throw
   */
  CloseConnectionException end(SocketClose cause) {
    close(cause);
    try {
      // Without reading, a client that still sends would get a reset instead of the close.
      if (!cause.equals(SocketClose.BY_CLIENT) || writer == null || !writer.join(PENDING_TIMEOUT)) {
        discardInput();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      return new CloseConnectionException("the client disconnected", e);
    }
    return new CloseConnectionException("the socket was closed");
  }

  /** Discards input until the client closes or the connection is dropped. */
  private void discardInput() {
    DataReader in = context.dataReader();
    while (true) {
      in.ensureAvailable();
      in.skip(in.available());
    }
  }

  /**
   * Makes the writer close the socket; a client that does not take part in the close handshake is
   * dropped soon. Does not block.
   *
   * @return whether no close was pending before
   */
  boolean close(SocketClose close) {
    boolean sends = close.pending() == Pending.SEND;
    long now = System.nanoTime();
    long sendUntil = sends ? now + PENDING_TIMEOUT.toNanos() : now;
    long through = sends ? feed.newest() : 0;
    Closing next = new Closing(close, through, sendUntil, sendUntil + CLOSE_TIMEOUT.toNanos());
    boolean first = closing.compareAndSet(null, next);
    wake();
    return first;
  }

  /** Closes or drops the connection if a time limit is exceeded. Must be called periodically. */
  void check(long now) {
    Closing due = closing.get();
    long since = writingSince;
    if (due != null) {
      if (now - due.dropAt() > 0) {
        drop();
      } else if (now - due.sendUntil() > 0) {
        wake();
      }
    } else if (since != 0) {
      if (now - since > limits.stall().toNanos() && close(SocketClose.TOO_SLOW)) {
        counters.clientsDropped().increment();
        states.happened(
            Subject.CLIENT,
            "A WebSocket client was closed because it read nothing for %s s"
                .formatted(limits.stall().toSeconds()));
      }
    } else if (now - heardAt > limits.silence().toNanos()) {
      states.happened(
          Subject.CLIENT,
          "A WebSocket client was dropped because it was silent for %s s"
              .formatted(limits.silence().toSeconds()));
      drop();
    }
  }

  /** Waits until the connection has ended, and returns whether it ended within {@code wait}. */
  boolean hasEnded(Duration wait) throws InterruptedException {
    return ended.await(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Closes the connection immediately; blocked reads and writes end with an error. */
  void drop() {
    try {
      context.serverSocket().close();
    } catch (UncheckedIOException e) {
      LOGGER.log(Level.DEBUG, "A WebSocket client has already disconnected");
    }
  }

  /** Ends the connection if it has not been started. */
  void abandon() {
    if (started.compareAndSet(false, true)) {
      finish();
    }
  }

  @Override
  public Duration idleTime() {
    return Duration.ofNanos(System.nanoTime() - heardAt);
  }

  @Override
  public void close(boolean interrupt) {
    abandon();
    drop();
  }

  private void finish() {
    counters.eventsDropped().add(waiting());
    feed.close();
    onEnd.accept(this);
    ended.countDown();
  }

  private static void awaitEnd(Thread writer) {
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(WsSession session) {
    try {
      boolean open = true;
      while (open) {
        int ignored = wake.drainPermits();
        open = feed.isWithinFrame() ? writeEvents() : writeControl(session) && writeEvents();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (EOFException | RuntimeException e) {
      LOGGER.log(Level.DEBUG, "A WebSocket client disconnected during a write", e);
      drop();
    }
  }

  /**
   * Writes control frames, which are allowed between two events, and returns whether the socket
   * stays open.
   */
  private boolean writeControl(WsSession session) {
    Closing due = closing.get();
    if (due != null && isDue(due)) {
      output(() -> session.close(due.close().code(), due.close().reason()));
      return false;
    }
    BufferData asked = pong.getAndSet(null);
    if (asked != null) {
      output(() -> session.pong(asked));
    }
    // Before the events; otherwise a busy socket would never be pinged.
    if (nextPing - System.nanoTime() <= 0) {
      nextPing = System.nanoTime() + limits.pingEvery().toNanos();
      output(() -> session.ping(BufferData.empty()));
    }
    return true;
  }

  private boolean isDue(Closing due) {
    return feed.position() >= due.through() || System.nanoTime() - due.sendUntil() >= 0;
  }

  private boolean isControlDue() {
    return closing.get() != null || pong.get() != null || nextPing - System.nanoTime() <= 0;
  }

  /** Writes a piece, or waits if there is none, and returns whether the socket stays open. */
  private boolean writeEvents() throws InterruptedException, EOFException {
    byte[] bytes = piece == null ? new byte[PIECE] : piece;
    int count = readEvents(bytes);
    if (count > 0) {
      piece = bytes;
      output(() -> context.dataWriter().writeNow(BufferData.create(bytes, 0, count)));
      counters.eventsSent().add(feed.takeCompleted());
    } else {
      piece = null;
      if (feed.isEnded()) {
        close(SocketClose.AGENT_DELETED);
      } else {
        boolean ignored = wake.tryAcquire(nextPing - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    }
    return true;
  }

  private int readEvents(byte[] bytes) throws InterruptedException, EOFException {
    try {
      return feed.isEnded() ? 0 : feed.read(bytes, isControlDue());
    } catch (StoreException e) {
      if (feed.isWithinFrame()) {
        throw e;
      }
      close(SocketClose.STORE_FAILED);
      return 0;
    }
  }

  private void output(Runnable send) {
    long start = System.nanoTime();
    writingSince = start == 0 ? 1 : start;
    try {
      send.run();
    } finally {
      writingSince = 0;
    }
    long end = System.nanoTime();
    if (end - start > WAITED_NANOS) {
      heardAt = end;
    }
  }
}
