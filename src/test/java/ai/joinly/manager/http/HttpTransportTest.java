package ai.joinly.manager.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.helidon.http.Method;
import io.helidon.webclient.api.WebClientConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** When clients come about, and how certificates are read ahead. */
class HttpTransportTest {
  private static final URI PLAIN = URI.create("http://models.example.com/");
  private static final URI SECURE = URI.create("https://models.example.com/");

  private final Queue<Runnable> background = new ArrayDeque<>();
  private final HttpTransport transport = HttpTransport.create(this::settings, background::add);
  private boolean broken;
  private int made;

  private void settings(WebClientConfig.Builder builder) {
    made++;
    if (broken) {
      throw new IllegalStateException("no certificates");
    }
  }

  @Test
  void makesAClientWhenItIsFirstNeeded() {
    transport.prepare(PLAIN);
    assertEquals(0, made);
    transport.request(Method.GET, PLAIN);
    transport.request(Method.GET, PLAIN);
    assertEquals(1, made);
    transport.request(Method.GET, SECURE);
    assertEquals(2, made);
  }

  @Test
  void aClientCanBeMadeWhileTheProcessEnds() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      Process process =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElse("java"),
                  "-classpath",
                  System.getProperty("java.class.path", ""),
                  EndingClient.class.getName(),
                  "http://127.0.0.1:" + server.getAddress().getPort() + "/")
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(output.contains("status 204"), output);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void readsCertificatesOnceHoweverManyPrepare() {
    transport.prepare(PLAIN);
    assertEquals(0, background.size());
    transport.prepare(SECURE);
    transport.prepare(SECURE);
    assertEquals(1, background.size());
    background.remove().run();
    transport.prepare(SECURE);
    assertEquals(0, background.size());
  }

  @Test
  void aFailureShowsItselfAtTheConnectionAndIsTriedAnew() {
    broken = true;
    transport.prepare(SECURE);
    background.remove().run();
    assertThrows(IllegalStateException.class, () -> transport.request(Method.GET, SECURE));
    transport.prepare(SECURE);
    broken = false;
    background.remove().run();
    transport.request(Method.GET, SECURE);
    transport.prepare(SECURE);
    assertEquals(0, background.size());
  }
}
