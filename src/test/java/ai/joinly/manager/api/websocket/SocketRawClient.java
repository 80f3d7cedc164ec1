package ai.joinly.manager.api.websocket;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A client that does what no decent client would: it reads and answers only when told to. */
public final class SocketRawClient implements AutoCloseable {
  public static final int TEXT = 1;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  /** So small that the connection is full soon when nobody reads. */
  static final int SMALL = 4 * 1024;

  private static final String KEY = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";

  /** A frame of the server. */
  public record Frame(int code, String text) {
    public int closeCode() {
      return text.charAt(0) << 8 | text.charAt(1);
    }
  }

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final String head;

  private SocketRawClient(int port, String path, String headers) throws IOException {
    this(port, path, headers, SMALL);
  }

  private SocketRawClient(int port, String path, String headers, int receiveBuffer)
      throws IOException {
    socket.setReceiveBufferSize(receiveBuffer);
    socket.setSoTimeout(10_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1_024));
    String request =
        "GET %s HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n".formatted(path)
            + "Sec-WebSocket-Version: 13\r\n"
            + headers
            + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    head = readHead();
  }

  static SocketRawClient upgrade(int port, String path) throws IOException {
    return new SocketRawClient(port, path, KEY + "Host: 127.0.0.1:" + port + "\r\n");
  }

  static SocketRawClient upgrade(int port, String path, int receiveBuffer) throws IOException {
    return new SocketRawClient(port, path, KEY + "Host: 127.0.0.1:" + port + "\r\n", receiveBuffer);
  }

  static SocketRawClient upgradeFrom(int port, String path, String origin) throws IOException {
    return new SocketRawClient(
        port, path, KEY + "Host: manager.example:8001\r\nOrigin: " + origin + "\r\n");
  }

  static SocketRawClient upgradeFor(int port, String path, String host) throws IOException {
    return new SocketRawClient(
        port, path, KEY + "Host: %s\r\nOrigin: http://%s\r\n".formatted(host, host));
  }

  static SocketRawClient upgradeWithKey(int port, String path, String key) throws IOException {
    return new SocketRawClient(port, path, "Host: localhost\r\nSec-WebSocket-Key: " + key + "\r\n");
  }

  /** The first line of the answer to the upgrade. */
  String status() {
    return head.substring(0, head.indexOf('\r'));
  }

  /** The body of a refusal. */
  String body() throws IOException {
    String lower = head.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length:") + "content-length:".length();
    int length = Integer.parseInt(lower.substring(at, lower.indexOf('\r', at)).strip());
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  String head() {
    return head;
  }

  public void send(int code, byte[] payload) throws IOException {
    send(code, true, payload);
  }

  public void send(int code, boolean last, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) ((last ? 0x80 : 0) | code));
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else {
      frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    // A mask of zeros leaves the payload as it is.
    frame.putInt(0).put(payload);
    socket.getOutputStream().write(frame.array(), 0, frame.position());
  }

  public void sendBytes(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** The next frame; empty when the server has ended the connection. */
  public Optional<Frame> read() throws IOException {
    try {
      int code = in.readUnsignedByte() & 0x0f;
      int length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = Math.toIntExact(in.readLong());
      }
      byte[] payload = new byte[length];
      in.readFully(payload);
      return Optional.of(
          new Frame(
              code,
              new String(
                  payload, code == TEXT ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1)));
    } catch (EOFException | SocketException e) {
      return Optional.empty();
    }
  }

  /** The beginning of the next frame's text; the rest is not kept. */
  String readBeginning(int bytes) throws IOException {
    in.readUnsignedByte();
    int length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = Math.toIntExact(in.readLong());
    }
    byte[] beginning = in.readNBytes(Math.min(length, bytes));
    in.skipNBytes(length - beginning.length);
    return new String(beginning, StandardCharsets.ISO_8859_1);
  }

  private String readHead() throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      text.append((char) in.readUnsignedByte());
    }
    return text.toString();
  }

  /** Breaks the connection without a word: with a reset. */
  public void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
