package ai.joinly.manager.api.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.ConnectionContext;

/**
 * Connection context for the web server that tracks reads and writes in a {@link ClientConnection}.
 */
final class TrackedContext extends ForwardingContext {
  private final DataReader reader;
  private final DataWriter writer;

  TrackedContext(ConnectionContext server, ClientConnection connection) {
    super(server);
    this.reader = DataReader.create(connection::read);
    this.writer = new TrackedWriter(server.dataWriter(), connection);
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return writer;
  }

  /** Writer that records how long the client blocks writes; splits large data into pieces. */
  private record TrackedWriter(DataWriter server, ClientConnection connection)
      implements DataWriter {
    /** Bytes that a client must read within the time limit for unread responses. */
    private static final int PIECE = 64 * 1024;

    @Override
    public void write(BufferData... buffers) {
      writeNow(buffers);
    }

    @Override
    public void write(BufferData buffer) {
      writeNow(buffer);
    }

    @Override
    public void writeNow(BufferData... buffers) {
      long bytes = 0;
      for (BufferData buffer : buffers) {
        bytes += buffer.available();
      }
      if (bytes <= PIECE) {
        tracked(bytes, () -> server.writeNow(buffers));
      } else {
        for (BufferData buffer : buffers) {
          writeNow(buffer);
        }
      }
    }

    @Override
    public void writeNow(BufferData buffer) {
      while (buffer.available() > PIECE) {
        byte[] piece = new byte[PIECE];
        int read = buffer.read(piece);
        tracked(read, () -> server.writeNow(BufferData.create(piece, 0, read)));
      }
      tracked(buffer.available(), () -> server.writeNow(buffer));
    }

    @Override
    public void flush() {
      tracked(0, server::flush);
    }

    @Override
    public void close() {
      server.close();
    }

    private void tracked(long bytes, Runnable write) {
      connection.writeBegun();
      try {
        write.run();
      } finally {
        connection.writeEnded(bytes);
      }
    }
  }
}
