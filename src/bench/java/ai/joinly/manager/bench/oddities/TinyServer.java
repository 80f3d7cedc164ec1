package ai.joinly.manager.bench.oddities;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An HTTP server on the loopback address that can also do what servers should not. Each connection
 * has a virtual thread; thread-safe.
 */
final class TinyServer implements AutoCloseable {
  /** What came. */
  record Request(String method, String path, Map<String, String> headers, String body) {}

  /** What goes back. */
  sealed interface Response {
    /** A whole answer. */
    record Whole(int status, String type, Map<String, String> headers, String body)
        implements Response {}

    /** An answer of which only half the body is sent. */
    record Truncated(String body) implements Response {}

    /** A connection that is reset. */
    record Reset() implements Response {}
  }

  /** Answers requests; called by many threads at once. */
  interface Handler {
    Response handle(Request request) throws IOException, InterruptedException;
  }

  private final ServerSocket socket;
  private final Handler handler;

  TinyServer(Handler handler) throws IOException {
    this.handler = handler;
    this.socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("tiny-server").start(this::accept);
  }

  static Response.Whole json(int status, String json) {
    return new Response.Whole(status, "application/json", Map.of(), json);
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread.ofVirtual().name("tiny-connection").start(() -> serve(connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      boolean goesOn = true;
      while (goesOn) {
        String first = line(in);
        goesOn =
            !first.isEmpty() && answer(connection, handler.handle(read(first.split(" ", -1), in)));
      }
    } catch (IOException e) {
      // The client has hung up.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the connection may be used again. */
  private static boolean answer(Socket connection, Response response) throws IOException {
    return switch (response) {
      case Response.Whole whole -> {
        byte[] body = whole.body().getBytes(StandardCharsets.UTF_8);
        send(
            connection,
            head(whole.status(), whole.type(), body.length, whole.headers()),
            body,
            body.length);
        yield true;
      }
      case Response.Truncated half -> {
        byte[] body = half.body().getBytes(StandardCharsets.UTF_8);
        send(
            connection,
            head(200, "application/json", body.length, Map.of()),
            body,
            body.length / 2);
        yield false;
      }
      case Response.Reset reset -> {
        connection.setSoLinger(true, 0);
        yield false;
      }
    };
  }

  private static StringBuilder head(
      int status, String type, int length, Map<String, String> headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Answer\r\n");
    if (status != 202 && status != 204) {
      head.append("Content-Type: ").append(type).append("\r\n");
    }
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    return head.append("Content-Length: ").append(length).append("\r\n\r\n");
  }

  private static void send(Socket connection, StringBuilder head, byte[] body, int length)
      throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    all.write(body, 0, length);
    OutputStream out = connection.getOutputStream();
    all.writeTo(out);
    out.flush();
  }

  private static Request read(String[] first, InputStream in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    byte[] body =
        headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")
            ? chunks(in)
            : in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return new Request(first[0], first[1], headers, new String(body, StandardCharsets.UTF_8));
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunk(in); size > 0; size = chunk(in)) {
      body.writeBytes(in.readNBytes(size));
      String ignored = line(in);
    }
    String ignored = line(in);
    return body.toByteArray();
  }

  private static int chunk(InputStream in) throws IOException {
    return Integer.parseInt(line(in).split(";", -1)[0].strip(), 16);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }
}
