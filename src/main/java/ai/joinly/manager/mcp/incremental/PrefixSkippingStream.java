package ai.joinly.manager.mcp.incremental;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * An answer as if it had no settled part: that is read and compared, but left out. Where the answer
 * begins in another way, all of it is passed on as it comes; where only the settled part is another
 * one the stream ends, and {@link #changed} says why. Remembers what it has passed on, unless that
 * is very much. For one thread.
 */
final class PrefixSkippingStream extends InputStream {
  /** More than a day of speech; of an answer as long as that all is read each time. */
  static final int MOST_REMEMBERED = 16 * 1_024 * 1_024;

  private static final int BLOCK = 16_384;

  private final Optional<KnownPrefix> known;
  private final long id;
  private ByteArrayOutputStream passed = new ByteArrayOutputStream(1_024);
  private InputStream in = InputStream.nullInputStream();
  private byte[] head = new byte[0];
  private int headPassed;
  private boolean begun;
  private boolean continues;
  private boolean changed;
  private boolean remembers = true;

  /**
   * @param known how the answer is expected to begin
   * @param id of the request that is answered
   */
  PrefixSkippingStream(Optional<KnownPrefix> known, long id) {
    this.known = known;
    this.id = id;
  }

  /** This stream, over that of the whole answer. */
  PrefixSkippingStream over(InputStream whole) {
    this.in = whole;
    return this;
  }

  /** Whether the settled part was left out. */
  boolean continues() {
    return continues;
  }

  /** Whether the answer has another text where the settled part was. */
  boolean changed() {
    return changed;
  }

  /** What was passed on so far, or nothing. Nothing more is remembered from then on. */
  byte[] take() {
    byte[] all = passed.toByteArray();
    forget();
    return all;
  }

  private void forget() {
    remembers = false;
    passed = new ByteArrayOutputStream(0);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) <= 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int count) throws IOException {
    if (!begun) {
      begun = true;
      if (known.isPresent()) {
        begin(known.get());
      }
    }
    int read = changed ? -1 : next(target, from, count);
    if (read > 0 && remembers) {
      if (passed.size() + read > MOST_REMEMBERED) {
        forget();
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
        head = Arrays.copyOf(head, upTo); // not to be waited for: it may be all there is
        return;
      }
      count = upTo;
    }
    continues = expected.isPart(sumOf(expected.length()));
    changed = !continues;
  }

  /** Of the next bytes, or of fewer where the answer ends before. */
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
        break; // which no text has as it is sent: the answer is at its end, if not its stream
      }
    }
    return sum;
  }
}
