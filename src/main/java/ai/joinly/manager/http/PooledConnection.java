package ai.joinly.manager.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webclient.api.ClientConnection;
import java.time.Duration;

/**
 * Connection for one exchange, with a separate reader. Helidon's reader is a linked list of all
 * buffers that it has read: when a node is in the old generation, all later ones stay in memory
 * until a full garbage collection, which amounts to hundreds of megabytes on a connection that is
 * used for hours.
 */
final class PooledConnection implements ClientConnection {
  private final ClientConnection connection;
  private final DataReader reader;

  /**
   * @param connection the connection, without buffered data that has not been consumed
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
