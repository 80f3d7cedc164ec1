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
 * One client that follows one agent, or all. Two virtual threads serve it: the web server's reads,
 * the other alone writes, which blocks while the client does not read. A client costs a place among
 * the events and a piece of what is being written. Thread-safe.
 */
final class SocketConnection implements ServerConnection {
  /** A frame is no request: none is refused, and none begins a wait for the next. */
  private static final Limit FRAMES = FixedLimit.create();

  private static final System.Logger LOGGER = System.getLogger(SocketConnection.class.getName());

  /** What is written at once. */
  private static final int PIECE = 16 * 1024;

  /** For what is sent before a close, at most. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /** For a close and the client's answer to it, after the client had its time to read. */
  private static final Duration LAST_WORD = Duration.ofSeconds(1);

  /** A write that took longer had to wait for the client, which has read since. */
  private static final long WAITED_NANOS = Duration.ofMillis(1).toNanos();

  /** A close that is due: after the events up to a number, at a time at the latest. */
  private record Closing(SocketClose close, long through, long sendUntil, long dropAt) {}

  private final ConnectionContext context;
  private final Optional<AgentId> agentId;
  private final EventFeed feed;
  private final SocketLimits limits;
  private final SocketCounters counters;
  private final StateLog states;
  private final Consumer<SocketConnection> onEnd;

  /** One permit when there may be something to write. */
  private final Semaphore wake;

  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<@Nullable Closing> closing = new AtomicReference<>();
  private final AtomicReference<@Nullable BufferData> pong = new AtomicReference<>();

  /** Reads the protocol; set with the upgrade. The reader's, as is the next. */
  private @Nullable ServerConnection protocol;

  private @Nullable Thread writer;

  /** Of the client's last sign of life, by {@code System.nanoTime()}. */
  private volatile long heardAt = System.nanoTime();

  /** When the write under way began; 0 while there is none. Set by the writer. */
  private volatile long writingSince;

  /** By {@code System.nanoTime()}; the writer's. */
  private long nextPing;

  /** What is being written; the writer's. */
  private byte @Nullable [] piece;

  /**
   * @param feed what it gets; its news set {@code wake} free
   * @param onEnd is run once, when the connection has ended
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

  /** The agent that is followed by name. */
  Optional<AgentId> agentId() {
    return agentId;
  }

  /** Events that it has not been sent yet. */
  long waiting() {
    return Math.max(0, feed.newest() - feed.position());
  }

  /** Lets {@code upgraded} read what the client sends. */
  SocketConnection spokenBy(ServerConnection upgraded) {
    protocol = upgraded;
    return this;
  }

  @Override
  public void handle(Limit requests) {
    if (protocol == null || !begun.compareAndSet(false, true)) {
      return; // it was given up before
    }
    try {
      protocol.handle(FRAMES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOGGER.log(Level.DEBUG, "A WebSocket client is gone", e);
    } finally {
      drop();
      if (writer != null) {
        writer.interrupt();
        awaitEnd(writer);
      }
      finish();
    }
  }

  /** Starts the writer. For the reader. */
  void open(WsSession session) {
    writer = Thread.ofVirtual().name("websocket-writer").start(() -> write(session));
  }

  /** The client has sent something. For the reader. */
  void heard() {
    heardAt = System.nanoTime();
  }

  /** Lets the writer answer a ping; only the newest when they come too fast. For the reader. */
  void pong(BufferData content) {
    heard();
    pong.set(content);
    wake();
  }

  /** Lets the writer look for something to write. */
  private void wake() {
    if (wake.availablePermits() == 0) {
      wake.release();
    }
  }

  /**
   * Lets the writer close the socket and waits for the end of the connection. For the reader, which
   * must not read on, nor let the web server send a close of its own.
   *
   * @return what to throw then
   */
  CloseConnectionException end(SocketClose cause) {
    close(cause);
    try {
      // A client that sends on gets a reset instead of the close, unless it is read.
      if (!cause.equals(SocketClose.BY_CLIENT) || writer == null || !writer.join(FAREWELL)) {
        discardInput();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      return new CloseConnectionException("the client is gone", e);
    }
    return new CloseConnectionException("the socket was closed");
  }

  /** Until the client closes, or the connection is dropped. */
  private void discardInput() {
    DataReader in = context.dataReader();
    while (true) {
      in.ensureAvailable();
      in.skip(in.available());
    }
  }

  /**
   * Lets the writer close the socket; a client that does not play its part is dropped soon. Returns
   * at once.
   *
   * @return whether no close was due before
   */
  boolean close(SocketClose close) {
    boolean sends = close.pending() == Pending.SEND;
    long now = System.nanoTime();
    long sendUntil = sends ? now + FAREWELL.toNanos() : now;
    long through = sends ? feed.newest() : 0;
    Closing next = new Closing(close, through, sendUntil, sendUntil + LAST_WORD.toNanos());
    boolean first = closing.compareAndSet(null, next);
    wake();
    return first;
  }

  /** Closes or drops it when something took too long. To be called now and then. */
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

  /** Whether the connection ended within {@code wait}. */
  boolean hasEnded(Duration wait) throws InterruptedException {
    return ended.await(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Ends the connection now, under a read and a write that are stuck, too. */
  void drop() {
    try {
      context.serverSocket().close();
    } catch (UncheckedIOException e) {
      LOGGER.log(Level.DEBUG, "A WebSocket client is gone already");
    }
  }

  /** Gives it up when it was not begun. */
  void abandon() {
    if (begun.compareAndSet(false, true)) {
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
      LOGGER.log(Level.DEBUG, "A WebSocket client went away while something was sent to it", e);
      drop();
    }
  }

  /** Writes what may stand between two events; whether the socket stays open. */
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
    // Before events, or a busy socket would never be pinged.
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

  /** Writes a piece, or waits when there is none; whether the socket stays open. */
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
