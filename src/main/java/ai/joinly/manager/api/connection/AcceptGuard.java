package ai.joinly.manager.api.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks after each accepted connection whether there are file descriptors for the next. The web
 * server stops listening for ever when it cannot accept, and it accepts at once when this returns:
 * the system takes the descriptor of a connection before it waits for it. Thread-safe.
 */
final class AcceptGuard implements AutoCloseable {
  private static final int RESERVE = 16;

  /** With fewer of the reserve left a new connection is refused. */
  private static final int LEAST = 4;

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

  /** Whether all descriptors are in use, but for the reserve. */
  boolean isShort() {
    return isShort;
  }

  /** Looks again whether descriptors are short. */
  void check() {
    isShort = !reserve.fill();
  }

  /** Frees what the opening of a port needs. */
  void makeRoomForPort() {
    reserve.release(2);
  }

  /**
   * Called by the thread that accepts, with what it accepted.
   *
   * @throws UncheckedIOException when the connection must be closed
   */
  void accepted(SocketChannel connection) {
    if (reserve.fill()) {
      return;
    }
    isShort = true;
    connections.makeRoom(Ending.NO_DESCRIPTORS);
    boolean refused = reserve.release(1) < LEAST;
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
      // The client is gone already.
    }
  }

  @Override
  public void close() {
    closed = true;
    reserve.close();
  }
}
