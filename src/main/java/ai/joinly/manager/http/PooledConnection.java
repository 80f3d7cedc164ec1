package ai.joinly.manager.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webclient.api.ClientConnection;
import java.time.Duration;

/**
 * A connection for one exchange, with a reader of its own. Helidon's reader is a chain of all that
 * it ever read: once a link is old, the collector keeps all younger ones until it looks through the
 * whole heap, which on a connection that serves for hours are hundreds of megabytes.
 */
final class PooledConnection implements ClientConnection {
  private final ClientConnection connection;
  private final DataReader reader;

  /**
   * @param connection of which nothing was read that is not used up
   */
  PooledConnection(ClientConnection connection) {
    this.connection = connection;
    this.reader = DataReader.create(connection.helidonSocket());
  }

  @Override
  public DataReader reader() {
    return reader;
  }

  @Override
  public DataWriter writer() {
    return connection.writer();
  }

  @Override
  public String channelId() {
    return connection.channelId();
  }

  @Override
  public HelidonSocket helidonSocket() {
    return connection.helidonSocket();
  }

  @Override
  public void readTimeout(Duration readTimeout) {
    connection.readTimeout(readTimeout);
  }

  @Override
  public boolean allowExpectContinue() {
    return connection.allowExpectContinue();
  }

  @Override
  public void allowExpectContinue(boolean allowExpectContinue) {
    connection.allowExpectContinue(allowExpectContinue);
  }

  @Override
  public boolean isConnected() {
    return connection.isConnected();
  }

  @Override
  public void releaseResource() {
    connection.releaseResource();
  }

  @Override
  public void closeResource() {
    connection.closeResource();
  }
}
