package ai.joinly.manager.bench.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One connection to the manager over which anything can be sent. It comes from an address of its
 * own in 127.0.0.0/8, as a limit for an address must not hit the watched clients. For one thread.
 */
final class RawClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int MAX_HEAD = 16 * 1024;

  private final Socket socket = new Socket();

  /**
   * Connects.
   *
   * @param receiveBuffer bytes that the system takes for it, 0 for as many as it likes
   */
  RawClient(int port, int source, int receiveBuffer) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    byte[] own = {127, 0, 1, (byte) (1 + source % 120)};
    socket.bind(new InetSocketAddress(InetAddress.getByAddress(own), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
  }

  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** The status of the next answer, or 0 if the connection ended or nothing came in time. */
  int status() {
    String head = head();
    return head.startsWith("HTTP/1.1 ") && head.length() > 12
        ? Integer.parseInt(head.substring(9, 12))
        : 0;
  }

  /** The next answer up to the end of its head; empty if there is none. */
  String head() {
    StringBuilder head = new StringBuilder();
    try {
      InputStream in = socket.getInputStream();
      while (head.length() < MAX_HEAD && head.indexOf("\r\n\r\n") < 0) {
        int c = in.read();
        if (c < 0) {
          break;
        }
        head.append((char) c);
      }
    } catch (IOException e) {
      // nothing more comes
    }
    return head.toString();
  }

  /** All that comes until the manager closes or is silent for some seconds, up to 1 MiB. */
  String rest() {
    StringBuilder rest = new StringBuilder();
    try {
      InputStream in = socket.getInputStream();
      for (int c = in.read(); c >= 0 && rest.length() < 1 << 20; c = in.read()) {
        rest.append((char) c);
      }
    } catch (IOException e) {
      // nothing more comes
    }
    return rest.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
