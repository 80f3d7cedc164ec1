package ai.joinly.manager.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A server that speaks HTTP byte by byte, so that a test can also make it break the rules. Each
 * request takes the next scripted answer; without one it says "Hello" in the protocol that it is
 * asked in.
 */
public final class FakeServer implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  /** What came in: header names in lower case. */
  public record Request(
      int connection, String method, String path, Map<String, String> headers, String text) {
    public JsonNode body() {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Answers one request on a bare connection. */
  @FunctionalInterface
  public interface Answer {
    void give(Socket socket) throws IOException, InterruptedException;
  }

  private final ServerSocket listener;
  private final BlockingQueue<Answer> script = new LinkedBlockingQueue<>();
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Function<Request, Optional<String>> refusal = request -> Optional.empty();

  public FakeServer() {
    try {
      listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Without a path. */
  public String url() {
    return "http://" + hostAndPort();
  }

  public String hostAndPort() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  public void then(Answer answer) {
    script.add(answer);
  }

  public void then(int status, String headers, String body) {
    then(socket -> write(socket, response(status, headers, body)));
  }

  public void then(String body) {
    then(200, "", body);
  }

  /**
   * From now on refuses each request that {@code minded} finds fault with, the script left aside.
   */
  public void refuse(int status, String body, Predicate<Request> minded) {
    refusal =
        request ->
            minded.test(request) ? Optional.of(response(status, "", body)) : Optional.empty();
  }

  /** Reads until the client closes the connection, then opens the latch. */
  public CountDownLatch thenStall(String firstBytes) {
    CountDownLatch closed = new CountDownLatch(1);
    then(
        socket -> {
          write(socket, firstBytes);
          try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
          } catch (IOException e) {
            // A reset is as good an end as any.
          }
          closed.countDown();
          socket.close();
        });
    return closed;
  }

  public Request next() throws InterruptedException {
    Request request = requests.poll(10, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no request came");
    }
    return request;
  }

  public int waiting() {
    return requests.size();
  }

  public int connections() {
    return connections.get();
  }

  public static String response(int status, String headers, String body) {
    return "HTTP/1.1 "
        + status
        + " X\r\nContent-Type: application/json\r\n"
        + headers
        + "Content-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  public static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        int number = connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket, number));
      }
    } catch (IOException e) {
      // Closed: the end of the test.
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (!socket.isClosed()) {
        Request request = read(in, number);
        requests.add(request);
        Answer answer = script.poll();
        Optional<String> refused = refusal.apply(request);
        if (refused.isPresent()) {
          write(socket, refused.get());
        } else if (answer == null) {
          write(socket, response(200, "", Wire.spokenAt(request.path()).hello()));
        } else {
          answer.give(socket);
        }
      }
    } catch (IOException | InterruptedException e) {
      // The client closed the connection, or the test did.
    }
  }

  private static Request read(InputStream in, int connection) throws IOException {
    String[] first = line(in).split(" ", -1);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Request(connection, first[0], first[1], headers, body);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      if (next != '\r') {
        bytes.write(next);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
