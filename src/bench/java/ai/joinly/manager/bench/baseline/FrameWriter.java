package ai.joinly.manager.bench.baseline;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What fan-out is compared with: a thread for each client that only writes WebSocket frames, one
 * after the other, without looking at what they hold. {@code <clients> <bytes of a frame's text>};
 * prints {@code serving <port>}, and writes so many frames to each client when {@code write
 * <frames>} comes on its standard input. Ends with its input.
 */
public final class FrameWriter {
  private static final String ACCEPTED =
      """
      HTTP/1.1 101 Switching Protocols\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      \r
      """;
  private static final int LONGEST = 65_535;

  private FrameWriter() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int clients = Integer.parseInt(arguments[0]);
    byte[] frame = frame(Integer.parseInt(arguments[1]));
    List<Socket> sockets = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 4_096, InetAddress.getLoopbackAddress())) {
      System.out.println("serving " + server.getLocalPort());
      while (sockets.size() < clients) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        passHead(socket);
        socket.getOutputStream().write(ACCEPTED.getBytes(StandardCharsets.US_ASCII));
        sockets.add(socket);
      }
    }
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      int frames = Integer.parseInt(line.substring("write ".length()));
      List<Thread> writers = new ArrayList<>();
      for (Socket socket : sockets) {
        writers.add(Thread.ofVirtual().start(() -> write(socket, frame, frames)));
      }
      for (Thread writer : writers) {
        writer.join();
      }
    }
    System.exit(0);
  }

  private static void write(Socket socket, byte[] frame, int frames) {
    try {
      OutputStream out = socket.getOutputStream();
      for (int i = 0; i < frames; i++) {
        out.write(frame);
      }
    } catch (IOException e) {
      System.out.println("A client is gone: " + e);
    }
  }

  private static byte[] frame(int length) {
    if (length < 126 || length > LONGEST) {
      throw new IllegalArgumentException("A frame must have 126 to " + LONGEST + " bytes");
    }
    byte[] frame = new byte[length + 4];
    Arrays.fill(frame, (byte) 'x');
    frame[0] = (byte) 0x81;
    frame[1] = 126;
    frame[2] = (byte) (length >> 8);
    frame[3] = (byte) length;
    return frame;
  }

  private static void passHead(Socket socket) throws IOException {
    int newLines = 0;
    while (newLines < 2) {
      int next = socket.getInputStream().read();
      if (next == '\n') {
        newLines++;
      } else if (next != '\r') {
        newLines = 0;
      }
    }
  }
}
