package ai.joinly.manager.mcp;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Remembers whether anything was read. For one thread. */
final class CountingStream extends FilterInputStream {
  private boolean any;

  CountingStream(InputStream in) {
    super(in);
  }

  boolean any() {
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
