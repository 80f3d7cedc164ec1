package ai.joinly.manager.api;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.config.Settings;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementPortTest {
  private static Settings.Connections connections(int perAddress) {
    return new Settings.Connections(200, perAddress, 1, OptionalInt.of(0));
  }

  private static int status(int port, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .statusCode();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/health/live, 200",
    "/health/ready, 503", // this server never becomes ready
    "/observe/health/live, 200",
    "/metrics, 200",
    "/observe/metrics, 200",
    "/version, 200"
  })
  void whatWatchesTheProcessIsOnBothPorts(String path, int status) throws Exception {
    try (ServerUnderTest server = new ServerUnderTest(connections(0))) {
      assertEquals(status, status(server.managementPort(), path));
      assertEquals(status, status(server.port(), path));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/agents", "/usage", "/ws/session", "/"})
  void theApiIsNotOnTheManagementPort(String path) throws Exception {
    try (ServerUnderTest server = new ServerUnderTest(connections(0))) {
      assertEquals(404, status(server.managementPort(), path));
    }
  }

  @Test
  void clientsThatTakeAllOfTheOtherPortDoNotMatter() throws Exception {
    List<Socket> clients = new ArrayList<>();
    try (ServerUnderTest server = new ServerUnderTest(connections(5))) {
      for (int i = 0; i < 5; i++) {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port());
        clients.add(client);
        client.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      eventually("all are there", () -> server.connections().open() == 5);
      assertEquals(503, status(server.port(), "/health/live"));
      assertEquals(200, status(server.managementPort(), "/health/live"));
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }
}
