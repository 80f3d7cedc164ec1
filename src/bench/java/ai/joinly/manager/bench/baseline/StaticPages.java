package ai.joinly.manager.bench.baseline;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/**
 * What the manager's pages are compared with: a web server whose handlers do nothing. {@code <bytes
 * of the large page>}; {@code /empty} has no body, {@code /large} always the same one. Prints
 * {@code serving <port>}.
 */
public final class StaticPages {
  private StaticPages() {}

  public static void main(String[] arguments) throws InterruptedException {
    byte[] large = new byte[Integer.parseInt(arguments[0])];
    Arrays.fill(large, (byte) 'x');
    WebServer server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .featuresDiscoverServices(false)
            .routing(
                routing ->
                    routing
                        .get("/empty", (request, response) -> response.send())
                        .get(
                            "/large",
                            (request, response) -> {
                              response.header(HeaderValues.CONTENT_TYPE_JSON);
                              response.send(large);
                            }))
            .build()
            .start();
    System.out.println("serving " + server.port());
    new CountDownLatch(1).await();
  }
}
