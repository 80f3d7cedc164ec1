package ai.joinly.manager.bench.load;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Many clients of one WebSocket that count what they are sent: {@code <ws url> <readers> <those
 * that never read> <those that read slowly>}. Prints {@code open} when all are connected; then
 * takes on its standard input {@code reset}, {@code hurry}, after which the slow ones are slow no
 * more, and {@code stats}, which it answers with {@code stats <frames> <ns from the first to the
 * last> <readers that were closed> <bytes> <events that were missed or came twice>}. Ends with its
 * input.
 */
public final class SocketLoad {
  private static final int BUFFER = 16 * 1024;
  private static final int SMALLEST = 4 * 1024;
  private static final int CLOSE = 8;
  private static final int PING = 9;

  /** Without content; the mask is 0. */
  private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

  /** Of an event, in which its number stands. */
  private static final int BEGINNING = 64;

  /** A slow client reads that much, and then pauses. */
  private static final int SLOW_BYTES = 16 * 1024;

  private static final Duration SLOW_PAUSE = Duration.ofMillis(250);

  private final URI url;
  private final LongAdder frames = new LongAdder();
  private final AtomicLong first = new AtomicLong();
  private final AtomicLong last = new AtomicLong();
  private final AtomicInteger closed = new AtomicInteger();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private volatile boolean hurrying;

  private SocketLoad(URI url) {
    this.url = url;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    SocketLoad load = new SocketLoad(URI.create(arguments[0]));
    int readers = Integer.parseInt(arguments[1]);
    int sleepers = Integer.parseInt(arguments[2]);
    int slow = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 0;
    CountDownLatch open = new CountDownLatch(readers + slow);
    for (int i = 0; i < readers + slow; i++) {
      boolean isSlow = i >= readers;
      Thread.ofVirtual().name("reader-" + i).start(() -> load.read(open, isSlow));
    }
    Socket[] never = new Socket[sleepers];
    for (int i = 0; i < sleepers; i++) {
      never[i] = load.connect(SMALLEST);
    }
    if (!open.await(60, TimeUnit.SECONDS)) {
      throw new IOException("Some clients could not connect");
    }
    System.out.println("open");
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      if (line.equals("reset")) {
        load.reset();
        System.out.println("reset");
      } else if (line.equals("hurry")) {
        load.hurrying = true;
      } else {
        load.tell();
      }
    }
    for (Socket socket : never) {
      socket.close();
    }
    System.exit(0);
  }

  private void reset() {
    frames.reset();
    bytes.reset();
    first.set(0);
    last.set(0);
  }

  private void tell() {
    System.out.println(
        "stats %d %d %d %d %d"
            .formatted(
                frames.sum(), last.get() - first.get(), closed.get(), bytes.sum(), misses.sum()));
  }

  private Socket connect(int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(receiveBuffer);
    socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), 10_000);
    String upgrade =
        """
        GET %s HTTP/1.1\r
        Host: %s\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Version: 13\r
        \r
        """
            .formatted(url.getRawPath(), url.getAuthority());
    socket.getOutputStream().write(upgrade.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private void read(CountDownLatch open, boolean isSlow) {
    try (Socket socket = connect(isSlow ? SLOW_BYTES : 128 * 1024);
        InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER)) {
      awaitUpgrade(in);
      open.countDown();
      Frames mine = new Frames(in, socket.getOutputStream(), isSlow);
      while (mine.read()) {
        frames.increment();
        long now = System.nanoTime();
        first.compareAndSet(0, now);
        last.setPlain(now);
      }
    } catch (IOException e) {
      // Counted below: whoever is closed can have missed something.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closed.incrementAndGet();
  }

  private static void awaitUpgrade(InputStream in) throws IOException {
    int newLines = 0;
    while (newLines < 2) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("refused");
      }
      if (next == '\n') {
        newLines++;
      } else if (next != '\r') {
        newLines = 0;
      }
    }
  }

  /** The frames of one client; the events in them are numbered, by agent, without gaps. */
  private final class Frames {
    private final InputStream in;
    private final OutputStream out;
    private final boolean isSlow;
    private long untilPause = SLOW_BYTES;
    private long number;

    Frames(InputStream in, OutputStream out, boolean isSlow) {
      this.in = in;
      this.out = out;
      this.isSlow = isSlow;
    }

    /** Reads one frame that is no ping, which are answered; false for the one that closes. */
    boolean read() throws IOException, InterruptedException {
      int code = readAny();
      while (code == PING) {
        out.write(PONG);
        code = readAny();
      }
      return code != CLOSE;
    }

    private int readAny() throws IOException, InterruptedException {
      int head = in.read();
      long length = in.read() & 0x7f;
      if (head < 0) {
        throw new EOFException("closed");
      }
      if (length >= 126) {
        int sizeBytes = length == 126 ? 2 : 8;
        length = 0;
        for (int i = 0; i < sizeBytes; i++) {
          length = length << 8 | in.read();
        }
      }
      byte[] beginning = in.readNBytes((int) Math.min(length, BEGINNING));
      check(new String(beginning, StandardCharsets.ISO_8859_1));
      skip(length - beginning.length);
      bytes.add(length);
      return head & 0x0f;
    }

    private void skip(long length) throws IOException, InterruptedException {
      long left = length;
      while (left > 0) {
        long some = isSlow && !hurrying ? Math.min(left, untilPause) : left;
        in.skipNBytes(some);
        left -= some;
        untilPause -= some;
        if (untilPause <= 0) {
          untilPause = SLOW_BYTES;
          if (isSlow && !hurrying) {
            Thread.sleep(SLOW_PAUSE);
          }
        }
      }
    }

    private void check(String beginning) {
      int at = beginning.indexOf("\"seq\":");
      if (at >= 0) {
        int from = at + "\"seq\":".length();
        long next = Long.parseLong(beginning.substring(from, beginning.indexOf(',', from)));
        if (number > 0 && next != number + 1) {
          misses.increment();
        }
        number = next;
      }
    }
  }
}
