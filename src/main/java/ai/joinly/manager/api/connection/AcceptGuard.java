package ai.joinly.manager.api.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/**
 * Guard that checks, after each accepted connection, whether file descriptors are left for the next
 * one. The web server permanently stops listening when an accept fails, and it accepts again as
 * soon as this guard returns: the system allocates the descriptor of a connection before it waits
 * for the connection. Thread-safe.
 */
final class AcceptGuard implements AutoCloseable {
  private static final int RESERVE = 16;

  /** A new connection is refused if fewer descriptors of the reserve are left. */
  private static final int MIN_RESERVE = 4;

  private static final long PAUSE_NANOS = 20_000_000;

  private static final byte[] ANSWER =
      RefusedConnection.answer("The manager has no file descriptors left. Try again later.");

  private final DescriptorReserve reserve = new DescriptorReserve(RESERVE);
  private final OpenConnections connections;
  private volatile boolean isShort;
  private volatile boolean closed;

  AcceptGuard(OpenConnections connections) {
    this.connections = connections;
    reserve.fill();
  }

  /** Returns whether all descriptors except for the reserve are in use. */
  boolean isShort() {
    return isShort;
  }

  /** Checks again whether descriptors are short. */
  void check() {
    isShort = !reserve.fill();
  }

  /** Frees the descriptors that are needed to open a port. */
  void makeRoomForPort() {
    reserve.release(2);
  }

  /**
   * Handles an accepted connection. Called by the accepting thread.
   *
   * @throws UncheckedIOException if the connection must be closed
   */
  void accepted(SocketChannel connection) {
    if (reserve.fill()) {
      return;
    }
    isShort = true;
    connections.makeRoom(Ending.NO_DESCRIPTORS);
    boolean refused = reserve.release(1) < MIN_RESERVE;
    if (refused) {
      connections.count(Ending.NO_DESCRIPTORS);
      refuse(connection);
    }
    while (!closed && !reserve.hasFree()) {
      reserve.release(1);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    if (refused) {
      throw new UncheckedIOException(new IOException("there are no file descriptors left"));
    }
  }

  private static void refuse(SocketChannel connection) {
    try (connection) {
      connection.write(ByteBuffer.wrap(ANSWER));
    } catch (IOException e) {
      // The client has already closed the connection.
    }
  }

  @Override
  public void close() {
    closed = true;
    reserve.close();
  }
}
