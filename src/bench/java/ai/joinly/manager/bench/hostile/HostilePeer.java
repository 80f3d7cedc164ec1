package ai.joinly.manager.bench.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/**
 * A language model and tool server whose answers are meant to fill a client's memory or to hold it
 * for ever. The first part of the path says how. Thread-safe.
 */
final class HostilePeer implements AutoCloseable {
  /** The ways in which it answers; each is the first part of a path. */
  enum Way {
    /** One chunk of two gigabytes, of which a little is sent for ever. */
    CHUNK,
    /** 64 MiB in one text. */
    LARGE,
    /** A body that never ends. */
    ENDLESS,
    /** A header that never ends. */
    HEADERS,
    /** A byte a second. */
    SLOW,
    /** Ends in the middle of the body. */
    BROKEN,
    /** Nothing at all. */
    SILENT
  }

  private static final int PIECE = 64 * 1024;
  private static final int LARGE_PIECES = 1024;

  private final ServerSocket server;
  private final LongAdder answers = new LongAdder();

  HostilePeer() throws IOException {
    server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("hostile-peer").start(this::accept);
  }

  String authority() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** How often it was asked. */
  long answers() {
    return answers.sum();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> answer(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      socket.setSoTimeout(60_000);
      Way way = way(socket.getInputStream());
      answers.increment();
      write(way, socket.getOutputStream());
    } catch (IOException e) {
      // The manager had enough.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads the first line only: the rest of the request is left unread on purpose. */
  private static Way way(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n' && line.length() < 1000; c = in.read()) {
      line.append((char) c);
    }
    for (Way way : Way.values()) {
      if (line.toString().contains("/" + way + "/")) {
        return way;
      }
    }
    return Way.BROKEN;
  }

  private static void write(Way way, OutputStream out) throws IOException, InterruptedException {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    byte[] piece = "x".repeat(PIECE).getBytes(StandardCharsets.US_ASCII);
    switch (way) {
      case CHUNK -> {
        text(out, head + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n{\"a\":\"");
        forEver(out, piece, 100);
      }
      case LARGE -> {
        text(out, head + "Content-Length: " + (long) PIECE * LARGE_PIECES + "\r\n\r\n");
        for (int i = 0; i < LARGE_PIECES; i++) {
          out.write(piece);
        }
      }
      case ENDLESS -> {
        text(out, head + "Connection: close\r\n\r\n{\"a\":\"");
        forEver(out, piece, 10);
      }
      case HEADERS -> {
        text(out, head + "X-Long: ");
        forEver(out, piece, 100);
      }
      case SLOW -> {
        text(out, head + "Content-Length: 100000\r\n\r\n");
        forEver(out, new byte[] {' '}, 1000);
      }
      case BROKEN -> text(out, head + "Content-Length: 100000\r\n\r\n{\"choices\": [");
      case SILENT -> Thread.sleep(120_000);
    }
  }

  private static void text(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static void forEver(OutputStream out, byte[] piece, long pauseMillis)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + 120_000_000_000L;
    while (System.nanoTime() < end) {
      out.write(piece);
      out.flush();
      Thread.sleep(pauseMillis);
    }
  }
}
