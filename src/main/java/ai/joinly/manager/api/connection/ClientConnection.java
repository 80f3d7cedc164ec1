package ai.joinly.manager.api.connection;

import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection, with its phase and the start time of that phase. Used by the thread that
 * serves the connection; other threads only read the times and close the connection.
 */
public final class ClientConnection {
  /** Phase of a connection. */
  enum Phase {
    /** Opened; no complete request head has arrived. */
    NEW,
    /** Between two requests. */
    IDLE,
    /** A part of a request head has arrived. */
    HEAD,
    /**
     * The head has arrived and the request is not being served, or the connection is a WebSocket.
     */
    TAKEN,
    /** A request is being served. */
    REQUEST,
    CLOSED
  }

  /** A client that reads at this average rate is never too slow. */
  private static final long MIN_BYTES_PER_SECOND = 8 * 1024;

  private static final ScopedValue<ClientConnection> CURRENT = ScopedValue.newInstance();

  private final HelidonSocket socket;
  private final AddressKey address;

  // Guarded by this.
  private Phase phase = Phase.NEW;
  private long since = System.nanoTime();
  private long writingSince;
  private boolean writing;
  private long blockedNanos;
  private long bytesWritten;

  /** Bytes that another thread reads; only the serving thread uses the field. */
  private @Nullable CompletableFuture<Optional<byte[]>> ahead;

  private volatile String path = "";

  ClientConnection(HelidonSocket socket, AddressKey address) {
    this.socket = socket;
    this.address = address;
  }

  /** Returns the connection that the calling thread serves. */
  public static Optional<ClientConnection> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /** Code that serves a connection. */
  interface Serving {
    void run() throws InterruptedException;
  }

  /** Serves this connection on the calling thread. */
  void serve(Serving serving) throws InterruptedException {
    ScopedValue.where(CURRENT, this)
        .<@Nullable Object, InterruptedException>call(
            () -> {
              serving.run();
              return null;
            });
  }

  AddressKey address() {
    return address;
  }

  /** Returns the path of the latest request. */
  String path() {
    return path;
  }

  void path(String newest) {
    path = newest;
  }

  /**
   * Calls {@code action} once, on another thread, if the client closes the connection, or its half
   * of it, before it sends more bytes. Call this while serving a request that waits for something
   * else.
   */
  public void whenGone(Runnable action) {
    CompletableFuture<Optional<byte[]>> reading = ahead;
    if (reading == null) {
      reading = new CompletableFuture<>();
      ahead = reading;
      CompletableFuture<Optional<byte[]>> started = reading;
      Thread.ofVirtual().name("connection-end-watch").start(() -> readAhead(started));
    }
    var ignored =
        reading.whenComplete(
            (bytes, failure) -> {
              if (failure != null || bytes.isEmpty()) {
                action.run();
              }
            });
  }

  private void readAhead(CompletableFuture<Optional<byte[]>> result) {
    try {
      result.complete(Optional.ofNullable(socket.get()));
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  /** Returns the client's next bytes; null at the end of the stream, as the web server requires. */
  byte @Nullable [] read() {
    byte[] bytes = ahead == null ? readSocket() : takeAhead(ahead);
    headStarted();
    return bytes;
  }

  private byte @Nullable [] readSocket() {
    try {
      return socket.get();
    } catch (UncheckedIOException e) {
      throw new ServerConnectionException("Failed to get data from socket", e);
    }
  }

  private byte @Nullable [] takeAhead(CompletableFuture<Optional<byte[]>> reading) {
    try {
      byte[] bytes = reading.get().orElse(null);
      ahead = null;
      return bytes;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("interrupted while waiting for data", e);
    } catch (ExecutionException e) {
      throw new ServerConnectionException("Failed to get data from socket", e);
    }
  }

  private synchronized void headStarted() {
    if (phase == Phase.IDLE) {
      enter(Phase.HEAD);
    }
  }

  /** Records that the head of a request is complete. */
  synchronized void headEnded() {
    if (phase == Phase.CLOSED) {
      throw new CloseConnectionException("the connection was closed by the server");
    }
    enter(Phase.TAKEN);
  }

  synchronized void requestBegun() {
    blockedNanos = 0;
    bytesWritten = 0;
    enter(Phase.REQUEST);
  }

  synchronized void requestEnded() {
    if (phase != Phase.CLOSED) {
      enter(Phase.IDLE);
    }
  }

  synchronized void writeBegun() {
    writing = true;
    writingSince = System.nanoTime();
  }

  synchronized void writeEnded(long bytes) {
    writing = false;
    blockedNanos += System.nanoTime() - writingSince;
    bytesWritten += bytes;
  }

  /**
   * Returns since when it waits for a request; empty while a request is served and after it is
   * closed.
   */
  synchronized Optional<Long> waitingSince() {
    return switch (phase) {
      case NEW, IDLE, HEAD -> Optional.of(since);
      case TAKEN, REQUEST, CLOSED -> Optional.empty();
    };
  }

  /** Closes the connection if a time limit is exceeded, and returns the reason. */
  Optional<Ending> closeIfOverdue(long now, ConnectionLimits limits) {
    Optional<Ending> ending;
    synchronized (this) {
      ending = overdue(now, limits);
      if (ending.isEmpty()) {
        return ending;
      }
      enter(Phase.CLOSED);
    }
    closeSocket();
    return ending;
  }

  private Optional<Ending> overdue(long now, ConnectionLimits limits) {
    return switch (phase) {
      case NEW, HEAD -> over(now, limits.head(), Ending.SLOW_HEAD);
      case IDLE -> over(now, limits.idle(), Ending.IDLE);
      case REQUEST ->
          writing && isUnread(now, limits) ? Optional.of(Ending.UNREAD) : Optional.empty();
      case TAKEN, CLOSED -> Optional.empty();
    };
  }

  private Optional<Ending> over(long now, Duration limit, Ending ending) {
    return now - since > limit.toNanos() ? Optional.of(ending) : Optional.empty();
  }

  private boolean isUnread(long now, ConnectionLimits limits) {
    long unread = limits.unread().toNanos();
    long held = now - writingSince;
    long earned = Duration.ofSeconds(bytesWritten / MIN_BYTES_PER_SECOND).toNanos();
    return held > unread || blockedNanos + held > unread + earned;
  }

  /** Closes the connection if it still waits for a request, and returns whether it did. */
  boolean closeIfWaiting() {
    synchronized (this) {
      if (waitingSince().isEmpty()) {
        return false;
      }
      enter(Phase.CLOSED);
    }
    closeSocket();
    return true;
  }

  /** Closes the connection in any phase; a thread that reads or writes it gets an error. */
  void close() {
    synchronized (this) {
      enter(Phase.CLOSED);
    }
    closeSocket();
  }

  private void closeSocket() {
    try {
      socket.close();
    } catch (UncheckedIOException e) {
      // The serving thread has already closed it.
    }
  }

  private void enter(Phase next) {
    phase = next;
    since = System.nanoTime();
  }
}
