package ai.joinly.manager.mcp.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Stream that records whether any data was read. Not thread-safe. */
public final class CountingStream extends FilterInputStream {
  private boolean any;

  public CountingStream(InputStream in) {
    super(in);
  }

  public boolean any() {
    return any;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    any |= value >= 0;
    return value;
  }

  @Override
  public int read(byte[] target, int from, int count) throws IOException {
    int read = super.read(target, from, count);
    any |= read > 0;
    return read;
  }
}
