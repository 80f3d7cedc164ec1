package ai.joinly.manager.mcp;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLServerSocket;

/**
 * An HTTP server that does to the byte what a test says, also what no decent server would do. One
 * request for each connection, unless the handler keeps it for more by {@link Reply#hold}.
 */
public final class RawServer implements AutoCloseable {
  /** A request as it came; header names are in lower case. */
  public record Request(String method, String path, Map<String, String> headers, String body) {
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** Answers a request, on a thread of its own. */
  @FunctionalInterface
  public interface Handler {
    void handle(Request request, Reply reply) throws Exception;
  }

  private final ServerSocket listener;
  private final Handler handler;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** All requests in the order they came. */
  public final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

  public RawServer(Handler handler) throws IOException {
    this(0, handler);
  }

  /**
   * @param port 0 for any free one
   */
  public RawServer(int port, Handler handler) throws IOException {
    this(new ServerSocket(port, 1_000, InetAddress.getLoopbackAddress()), handler);
  }

  public RawServer(ServerSocket listener, Handler handler) {
    this.listener = listener;
    this.handler = handler;
    Thread.ofVirtual().start(this::accept);
  }

  public URI uri(String path) {
    String scheme = listener instanceof SSLServerSocket ? "https" : "http";
    return URI.create(scheme + "://127.0.0.1:" + port() + path);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Connections that neither side has closed. */
  public int openConnections() {
    return open.size();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Reply reply;
      do {
        Request request = read(in);
        requests.add(request);
        reply = new Reply(socket, in);
        handler.handle(request, reply);
      } while (reply.another);
    } catch (Exception e) {
      // The client has gone, which some tests want.
    } finally {
      open.remove(socket);
    }
  }

  private static Request read(InputStream in) throws IOException {
    String[] start = line(in).split(" ", 3);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Request(start[0], start[1], headers, body);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("end of request");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Writes an answer. */
  public static final class Reply {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** Written before the client can send another request. */
    private volatile boolean whole;

    /** Of the connection's thread alone. */
    private boolean another;

    Reply(Socket socket, InputStream in) throws IOException {
      this.socket = socket;
      this.in = in;
      this.out = socket.getOutputStream();
    }

    public void raw(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    /** What is sent next is the last of the answer, so that another request may follow. */
    public void last() {
      whole = true;
    }

    /** A whole answer. */
    public void answer(int status, String type, String body, String... headers) throws IOException {
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\n");
      if (!type.isEmpty()) {
        head.append("Content-Type: ").append(type).append("\r\n");
      }
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      int length = body.getBytes(StandardCharsets.UTF_8).length;
      last();
      raw(head + "Content-Length: " + length + "\r\n\r\n" + body);
    }

    /** The headers of an event stream. */
    public void begin(String... headers) throws IOException {
      StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\n");
      head.append("content-type: text/event-stream\r\n");
      head.append("transfer-encoding: chunked\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      raw(head + "\r\n");
    }

    /** A chunk of the body. */
    public void chunk(String text) throws IOException {
      int length = text.getBytes(StandardCharsets.UTF_8).length;
      raw(Integer.toHexString(length) + "\r\n" + text + "\r\n");
    }

    public void event(String json) throws IOException {
      chunk("event: message\r\ndata: " + json + "\r\n\r\n");
    }

    /** The proper end of the body. */
    public void end() throws IOException {
      last();
      raw("0\r\n\r\n");
    }

    /** Cuts the connection in the middle. */
    public void cut() throws IOException {
      socket.close();
    }

    /** Keeps the connection until the client closes it, or asks again after the whole answer. */
    public void hold() throws IOException {
      while (!another) {
        in.mark(1);
        if (in.read() < 0) {
          return;
        }
        if (whole) {
          in.reset();
          another = true;
        }
      }
    }
  }
}
