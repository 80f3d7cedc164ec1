package ai.joinly.manager.api.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountingWriterTest {
  private static final byte[] ANSWER = new byte[100];

  private final List<Integer> written = new ArrayList<>();

  @Test
  void aClosedConnectionNeedsNoAnswer() {
    new CountingWriter(new Sink(new ClosedChannelException())).answerLast(() -> ANSWER);
    assertEquals(List.of(), written);
  }

  @Test
  void onlyTheFirstAnswerIsSent() {
    CountingWriter writer = new CountingWriter(new Sink());
    writer.answerLast(() -> ANSWER);
    writer.answerLast(() -> ANSWER);
    assertEquals(List.of(100), written);
  }

  private final class Sink implements DataWriter {
    private final IOException[] failure;

    Sink(IOException... failure) {
      this.failure = failure;
    }

    @Override
    public void write(BufferData... buffers) {
      throw new AssertionError();
    }

    @Override
    public void write(BufferData buffer) {
      throw new AssertionError();
    }

    @Override
    public void writeNow(BufferData... buffers) {
      throw new AssertionError();
    }

    @Override
    public void writeNow(BufferData buffer) {
      for (IOException e : failure) {
        throw new UncheckedIOException(e);
      }
      written.add(buffer.available());
    }
  }
}
