package ai.joinly.manager.mcp.incremental;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Stream of an answer without its settled part, which is read and compared, but skipped. If the
 * answer starts differently, all of it is passed unchanged; if only the settled part differs, the
 * stream ends and {@link #changed} returns true. Stores the passed bytes up to a limit. Not
 * thread-safe.
 */
final class PrefixSkippingStream extends InputStream {
  /**
   * Maximum number of stored bytes, more than a day of speech; a longer answer is read completely
   * each time.
   */
  static final int MAX_STORED = 16 * 1_024 * 1_024;

  private static final int BLOCK = 16_384;

  private final Optional<KnownPrefix> known;
  private final long id;
  private ByteArrayOutputStream passed = new ByteArrayOutputStream(1_024);
  private InputStream in = InputStream.nullInputStream();
  private byte[] head = new byte[0];
  private int headPassed;
  private boolean started;
  private boolean continues;
  private boolean changed;
  private boolean storing = true;

  /**
   * @param known the expected prefix of the answer
   * @param id the id of the request
   */
  PrefixSkippingStream(Optional<KnownPrefix> known, long id) {
    this.known = known;
    this.id = id;
  }

  /** Sets the stream of the complete answer and returns this stream. */
  PrefixSkippingStream over(InputStream complete) {
    this.in = complete;
    return this;
  }

  /** Returns whether the settled part was skipped. */
  boolean continues() {
    return continues;
  }

  /** Returns whether the settled part of the answer has changed. */
  boolean changed() {
    return changed;
  }

  /** Returns the bytes passed so far, or none, and stops storing them. */
  byte[] take() {
    byte[] all = passed.toByteArray();
    stopStoring();
    return all;
  }

  private void stopStoring() {
    storing = false;
    passed = new ByteArrayOutputStream(0);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) <= 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int count) throws IOException {
    if (!started) {
      started = true;
      if (known.isPresent()) {
        begin(known.get());
      }
    }
    int read = changed ? -1 : next(target, from, count);
    if (read > 0 && storing) {
      if (passed.size() + read > MAX_STORED) {
        stopStoring();
      } else {
        passed.write(target, from, read);
      }
    }
    return read;
  }

  private int next(byte[] target, int from, int count) throws IOException {
    if (headPassed == head.length) {
      return in.read(target, from, count);
    }
    int part = Math.min(count, head.length - headPassed);
    System.arraycopy(head, headPassed, target, from, part);
    headPassed += part;
    return part;
  }

  private void begin(KnownPrefix expected) throws IOException {
    head = new byte[expected.headLength()];
    int count = 0;
    while (count < head.length) {
      int read = in.read(head, count, head.length - count);
      int upTo = count + Math.max(0, read);
      if (read <= 0 || !expected.isHead(head, count, upTo, id)) {
        head = Arrays.copyOf(head, upTo); // no waiting for more: the answer may be complete
        return;
      }
      count = upTo;
    }
    continues = expected.isPart(sumOf(expected.length()));
    changed = !continues;
  }

  /** Returns the checksums of the next bytes, or of fewer if the answer ends before. */
  private PartSum sumOf(int bytes) throws IOException {
    PartSum sum = new PartSum();
    byte[] block = new byte[Math.min(bytes, BLOCK)];
    int left = bytes;
    while (left > 0) {
      int read = in.read(block, 0, Math.min(left, block.length));
      if (read <= 0) {
        break;
      }
      sum.add(block, 0, read);
      left -= read;
      if (block[read - 1] == '\n') {
        break; // never part of an escaped text: the answer has ended, even if its stream has not
      }
    }
    return sum;
  }
}
