package ai.joinly.manager.http;

import ai.joinly.manager.net.ProxyServer;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.SocketOptions;
import io.helidon.common.socket.TlsSocket;
import io.helidon.common.tls.Tls;
import io.helidon.webclient.api.ClientConnection;
import io.helidon.webclient.http1.Http1Client;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;

/**
 * TLS connection to a server through an HTTP proxy with {@code CONNECT}. Helidon's own
 * implementation resolves the server's name first, which may be possible only for the proxy, and
 * sends no password.
 */
final class Tunnel implements ClientConnection {
  private static final int MAX_RESPONSE_HEAD = 16 * 1024;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: .*)?");

  private final Socket socket;
  private final HelidonSocket secured;
  private final DataReader reader;
  private final Runnable onClosed;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Tunnel(Socket socket, HelidonSocket secured, Runnable onClosed) {
    this.socket = socket;
    this.secured = secured;
    this.reader = DataReader.create(secured);
    this.onClosed = onClosed;
  }

  /**
   * Opens a tunnel and the TLS connection in it.
   *
   * @param onClosed run when the tunnel is closed
   */
  static Tunnel open(
      ProxyServer proxy, Origin origin, SocketOptions options, Tls tls, Runnable onClosed) {
    Socket socket = new Socket();
    boolean open = false;
    try {
      options.configureSocket(socket);
      int readTimeout = socket.getSoTimeout();
      int limit = Math.toIntExact(options.connectTimeout().toMillis());
      connect(socket, proxy, origin, limit);
      SSLSocket secured =
          tls.createSocket(
              List.of(Http1Client.PROTOCOL_ID),
              socket,
              InetSocketAddress.createUnresolved(origin.host(), origin.port()));
      secured.startHandshake();
      secured.setSoTimeout(readTimeout);
      open = true;
      return new Tunnel(
          secured, TlsSocket.client(secured, "proxied-" + socket.getLocalPort()), onClosed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (!open) {
        close(socket);
      }
    }
  }

  private static void connect(Socket socket, ProxyServer proxy, Origin origin, int limit) {
    int status;
    try {
      String host = proxy.host().replaceAll("[\\[\\]]", "");
      socket.connect(new InetSocketAddress(host, proxy.port()), limit);
      socket.setSoTimeout(limit);
      String target = origin.host() + ":" + origin.port();
      String request =
          "CONNECT %s HTTP/1.1\r\nHost: %s\r\n%s\r\n"
              .formatted(
                  target,
                  target,
                  proxy.authorization().map(a -> "Proxy-Authorization: " + a + "\r\n").orElse(""));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      status = status(head(socket.getInputStream()));
    } catch (IOException e) {
      throw ProxyException.unreachable(proxy, e);
    }
    if (status / 100 != 2) {
      throw ProxyException.refused(proxy, status);
    }
  }

  /** Reads the response head up to the empty line; the bytes after it are the server's. */
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
      int next = in.read();
      if (next < 0 || head.length() == MAX_RESPONSE_HEAD) {
        throw new IOException("the response of the proxy is incomplete or too long");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static int status(String head) throws IOException {
    Matcher line = STATUS.matcher(head.substring(0, head.indexOf("\r\n")));
    if (!line.matches()) {
      throw new IOException("the response of the proxy is not HTTP");
    }
    return Integer.parseInt(line.group(1));
  }

  @Override
  public DataReader reader() {
    return reader;
  }

  @Override
  public DataWriter writer() {
    return new Writer(secured);
  }

  @Override
  public String channelId() {
    return secured.socketId();
  }

  @Override
  public HelidonSocket helidonSocket() {
    return secured;
  }

  @Override
  public void readTimeout(Duration readTimeout) {
    try {
      socket.setSoTimeout(Math.toIntExact(readTimeout.toMillis()));
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isConnected() {
    return !closed.get() && socket.isConnected();
  }

  @Override
  public void releaseResource() {
    closeResource();
  }

  @Override
  public void closeResource() {
    if (closed.compareAndSet(false, true)) {
      onClosed.run();
      close(socket);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // The socket is not used any more.
    }
  }

  /** Writer without a buffer; a request consists of only a few pieces. */
  private record Writer(HelidonSocket socket) implements DataWriter {
    @Override
    public void write(BufferData... buffers) {
      writeNow(BufferData.create(buffers));
    }

    @Override
    public void write(BufferData buffer) {
      writeNow(buffer);
    }

    @Override
    public void writeNow(BufferData... buffers) {
      writeNow(BufferData.create(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
      socket.write(buffer);
    }
  }
}
