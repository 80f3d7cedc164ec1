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
 * One connection of a client: what it does, and since when. The thread that serves the connection
 * calls it; the times are also read, and the connection closed, by others.
 */
public final class ClientConnection {
  /** Where a connection stands. */
  enum Phase {
    /** Opened, without a complete head of a request so far. */
    NEW,
    /** Between two requests. */
    IDLE,
    /** A part of a request's head is there. */
    HEAD,
    /** The head is there, and the request is not served yet, or the connection is a WebSocket. */
    TAKEN,
    /** A request is served. */
    REQUEST,
    CLOSED
  }

  /** A client that reads at this pace on average is never too slow. */
  private static final long SLOWEST_BYTES_PER_SECOND = 8 * 1024;

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

  /** Bytes that another thread reads; only the thread that serves uses the field. */
  private @Nullable CompletableFuture<Optional<byte[]>> ahead;

  private volatile String path = "";

  ClientConnection(HelidonSocket socket, AddressKey address) {
    this.socket = socket;
    this.address = address;
  }

  /** The connection that the calling thread serves. */
  public static Optional<ClientConnection> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /** Something that serves a connection. */
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

  /** The path of the newest request. */
  String path() {
    return path;
  }

  void path(String newest) {
    path = newest;
  }

  /**
   * Calls {@code action} once when the client closes the connection, or its half of it, or sends
   * nothing more than its next request; on another thread. To be called while a request is served
   * that waits for something else.
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

  /** Returns the next bytes of the client; null at their end, as the web server wants it. */
  byte @Nullable [] read() {
    byte[] bytes = ahead == null ? readSocket() : takeAhead(ahead);
    headBegun();
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

  private synchronized void headBegun() {
    if (phase == Phase.IDLE) {
      enter(Phase.HEAD);
    }
  }

  /** The head of a request is there. */
  synchronized void headEnded() {
    if (phase == Phase.CLOSED) {
      throw new CloseConnectionException("the connection was given up");
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

  /** Since when it waits for a request; empty while one is served, or once it is closed. */
  synchronized Optional<Long> waitingSince() {
    return switch (phase) {
      case NEW, IDLE, HEAD -> Optional.of(since);
      case TAKEN, REQUEST, CLOSED -> Optional.empty();
    };
  }

  /** Closes it, if its time is over, and returns why. */
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
    long earned = Duration.ofSeconds(bytesWritten / SLOWEST_BYTES_PER_SECOND).toNanos();
    return held > unread || blockedNanos + held > unread + earned;
  }

  /** Closes it, if it still waits for a request; whether it did. */
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

  /** Closes it in any case; a thread that reads or writes it ends with an error. */
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
      // The thread that serves it has noticed, and closed it meanwhile.
    }
  }

  private void enter(Phase next) {
    phase = next;
    since = System.nanoTime();
  }
}
