package ai.joinly.manager.api.connection;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that sends what it is given. For one thread. */
public final class RawClient implements AutoCloseable {
  private static final int MAX_WAIT_MILLIS = 20_000;

  public final Socket socket;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(MAX_WAIT_MILLIS);
  }

  public RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  public RawClient request(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /** The next answer, head and body; its length must be given. */
  public String answer() throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("closed after: " + head.toString(StandardCharsets.US_ASCII));
      }
      head.write(next);
    }
    String text = head.toString(StandardCharsets.US_ASCII);
    String lower = text.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length:") + "content-length:".length();
    int length = Integer.parseInt(lower.substring(at, lower.indexOf('\r', at)).strip());
    return text + new String(in.readNBytes(length), StandardCharsets.US_ASCII);
  }

  /** Reads on until the server closes; how many bytes there were. */
  public long readToEnd() throws IOException {
    long bytes = 0;
    byte[] buffer = new byte[64 * 1024];
    try {
      for (int n = socket.getInputStream().read(buffer);
          n >= 0;
          n = socket.getInputStream().read(buffer)) {
        bytes += n;
      }
    } catch (SocketException e) {
      return bytes; // reset
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
