package ai.joinly.manager.bench.load;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Many clients of one WebSocket that count what they are sent: {@code <ws url> <readers> <those
 * that never read>}. Prints {@code open} when all are connected; then takes {@code reset} and
 * {@code stats} on its standard input, and answers the second with {@code stats <frames> <ns from
 * the first to the last> <readers that were closed>}. Ends with its input.
 */
public final class SocketLoad {
  private static final int BUFFER = 16 * 1024;
  private static final int SMALLEST = 4 * 1024;
  private static final int CLOSE = 8;

  private final URI url;
  private final LongAdder frames = new LongAdder();
  private final AtomicLong first = new AtomicLong();
  private final AtomicLong last = new AtomicLong();
  private final AtomicInteger closed = new AtomicInteger();

  private SocketLoad(URI url) {
    this.url = url;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    SocketLoad load = new SocketLoad(URI.create(arguments[0]));
    int readers = Integer.parseInt(arguments[1]);
    int sleepers = Integer.parseInt(arguments[2]);
    CountDownLatch open = new CountDownLatch(readers);
    for (int i = 0; i < readers; i++) {
      Thread.ofVirtual().name("reader-" + i).start(() -> load.read(open));
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
    first.set(0);
    last.set(0);
  }

  private void tell() {
    System.out.println(
        "stats " + frames.sum() + " " + (last.get() - first.get()) + " " + closed.get());
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

  private void read(CountDownLatch open) {
    try (Socket socket = connect(128 * 1024);
        InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER)) {
      awaitUpgrade(in);
      open.countDown();
      while (readFrame(in)) {
        frames.increment();
        long now = System.nanoTime();
        first.compareAndSet(0, now);
        last.setPlain(now);
      }
    } catch (IOException e) {
      // Counted below: whoever is closed can have missed something.
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

  /** Reads one frame; false for the one that closes. */
  private static boolean readFrame(InputStream in) throws IOException {
    int head = in.read();
    long length = in.read() & 0x7f;
    if (head < 0) {
      throw new EOFException("closed");
    }
    if (length >= 126) {
      int bytes = length == 126 ? 2 : 8;
      length = 0;
      for (int i = 0; i < bytes; i++) {
        length = length << 8 | in.read();
      }
    }
    in.skipNBytes(length);
    return (head & 0x0f) != CLOSE;
  }
}
