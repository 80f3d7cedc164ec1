package ai.joinly.manager.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A small HTTP proxy. Every name leads to the loopback address: so servers of a test can have names
 * for which a proxy is used.
 */
public final class FakeProxy implements AutoCloseable {
  private final ServerSocket listener;

  /** The heads of the requests that came. */
  public final List<String> heads = new CopyOnWriteArrayList<>();

  /** What every request is answered, unless it is 200. */
  public volatile int status = 200;

  /** The credentials that it asks for, in Base64. */
  public volatile String credentials = "";

  public FakeProxy() throws IOException {
    listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      heads.add(head);
      boolean known = head.contains("Proxy-Authorization: Basic " + credentials + "\r\n");
      int answer = status != 200 ? status : credentials.isEmpty() || known ? 200 : 407;
      if (answer != 200) {
        write(client, "HTTP/1.1 " + answer + " No\r\nContent-Length: 0\r\n\r\n");
      } else {
        lead(client, head);
      }
    } catch (IOException e) {
      // The test looks at what came of it.
    }
  }

  private void lead(Socket client, String head) throws IOException {
    String target = head.split(" ", 3)[1];
    boolean tunnel = head.startsWith("CONNECT ");
    String authority = tunnel ? target : target.substring("http://".length()).split("/", 2)[0];
    int port = Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1));
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      if (tunnel) {
        write(client, "HTTP/1.1 200 Connection established\r\nVia: fake\r\n\r\n");
      } else {
        write(server, head.replace("http://" + authority, ""));
      }
      Thread back = Thread.ofVirtual().start(() -> copy(server, client));
      copy(client, server);
      back.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8_192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      try {
        to.close();
      } catch (IOException alsoBroken) {
        // Gone already.
      }
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Whether some request named {@code host}. */
  public boolean sawHost(String host) {
    return heads.stream().anyMatch(head -> head.toLowerCase(Locale.ROOT).contains(host));
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
