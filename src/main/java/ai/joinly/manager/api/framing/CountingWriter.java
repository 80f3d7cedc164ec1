package ai.joinly.manager.api.framing;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.SocketWriterException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

/** Writer that records whether the response to the current request has started. Thread-safe. */
final class CountingWriter implements DataWriter {
  private static final Logger LOGGER = System.getLogger(CountingWriter.class.getName());

  /** Size of {@code HTTP/1.1 100 Continue}, which is an interim response; final ones are larger. */
  private static final int CONTINUE = 25;

  private final DataWriter writer;
  private volatile boolean answered;

  CountingWriter(DataWriter writer) {
    this.writer = writer;
  }

  void requestBegun() {
    answered = false;
  }

  /**
   * Writes {@code answer} unless a response has started or the client has closed the connection.
   */
  void answerLast(Supplier<byte[]> answer) {
    if (answered) {
      return;
    }
    try {
      writeNow(BufferData.create(answer.get()));
    } catch (UncheckedIOException | SocketWriterException e) {
      LOGGER.log(Level.DEBUG, "A client closed its connection before the response", e);
    }
  }

  @Override
  public void write(BufferData... buffers) {
    note(buffers);
    writer.write(buffers);
  }

  @Override
  public void write(BufferData buffer) {
    note(buffer);
    writer.write(buffer);
  }

  @Override
  public void writeNow(BufferData... buffers) {
    note(buffers);
    writer.writeNow(buffers);
  }

  @Override
  public void writeNow(BufferData buffer) {
    note(buffer);
    writer.writeNow(buffer);
  }

  @Override
  public void flush() {
    writer.flush();
  }

  @Override
  public void close() {
    writer.close();
  }

  private void note(BufferData... buffers) {
    for (BufferData buffer : buffers) {
      answered = answered || buffer.available() > CONTINUE;
    }
  }
}
