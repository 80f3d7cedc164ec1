package ai.joinly.simulator;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One HTTP exchange on a socket of its own, read on a virtual thread, with nothing hidden. */
public final class WireExchange implements AutoCloseable {
  /** Marks the proper end of a body and a broken one among the chunks. */
  public static final String END = "<end>";

  public static final String BROKEN = "<broken>";

  private static final long LIMIT_SECONDS = 10;

  public record Head(int status, Map<String, String> headers) {}

  private final Socket socket;
  private final CompletableFuture<Head> head = new CompletableFuture<>();
  private final BlockingQueue<String> chunks = new LinkedBlockingQueue<>();

  private WireExchange(Socket socket) {
    this.socket = socket;
  }

  public static WireExchange send(
      int port, String method, String path, Map<String, String> headers, String body)
      throws IOException {
    WireExchange exchange = new WireExchange(new Socket(InetAddress.getLoopbackAddress(), port));
    exchange.socket.setTcpNoDelay(true);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    if (!headers.containsKey("host")) {
      text.append("host: 127.0.0.1:").append(port).append("\r\n");
    }
    headers.forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
    if (bytes.length > 0 || method.equals("POST")) {
      text.append("content-length: ").append(bytes.length).append("\r\n");
    }
    text.append("\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(bytes);
    exchange.socket.getOutputStream().write(request.toByteArray());
    Thread.ofVirtual().start(() -> exchange.read(method.equals("HEAD")));
    return exchange;
  }

  public Head head() throws Exception {
    return head.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  public int status() throws Exception {
    return head().status();
  }

  public boolean hasHead() {
    return head.isDone();
  }

  /** The next chunk of the body, or {@link #END} or {@link #BROKEN}. */
  public String chunk() throws Exception {
    String chunk = chunks.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (chunk == null) {
      throw new AssertionError("No chunk within " + LIMIT_SECONDS + " s.");
    }
    return chunk;
  }

  /** As {@link #chunk}, without the comments that keep a stream alive. */
  public String event() throws Exception {
    String chunk = chunk();
    return chunk.startsWith(":") ? event() : chunk;
  }

  /** What has come and was not taken yet. */
  public boolean hasChunk() {
    return !chunks.isEmpty();
  }

  public int waitingChunks() {
    return chunks.size();
  }

  /** The whole body, which must end properly. */
  public String body() throws Exception {
    StringBuilder all = new StringBuilder();
    for (String chunk = chunk(); !chunk.equals(END); chunk = chunk()) {
      if (chunk.equals(BROKEN)) {
        throw new AssertionError("The body broke off after: " + all);
      }
      all.append(chunk);
    }
    return all.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void read(boolean noBody) {
    try {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      int status = Integer.parseInt(line(in).split(" ", -1)[1]);
      Map<String, String> headers = new TreeMap<>();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      head.complete(new Head(status, headers));
      if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
        readChunks(in);
      } else {
        int length = noBody ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        if (length > 0) {
          chunks.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }
      }
      chunks.add(END);
    } catch (IOException | RuntimeException e) {
      head.completeExceptionally(e);
      chunks.add(BROKEN);
    }
  }

  private void readChunks(InputStream in) throws IOException {
    for (int size = size(in); size > 0; size = size(in)) {
      chunks.add(new String(in.readNBytes(size), StandardCharsets.UTF_8));
      line(in);
    }
    line(in);
  }

  private static int size(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("The connection ended.");
      }
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
