package ai.joinly.manager.api.websocket;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.api.websocket.SocketTestServer.ADA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketUpgradeTest {
  private static final int MAX_CLIENTS = 3;
  private SocketTestServer server;

  @BeforeEach
  void start() throws Exception {
    SocketLimits any = SocketTestServer.limits();
    server =
        new SocketTestServer(
            new SocketLimits(
                any.windowBytes(), any.stall(), MAX_CLIENTS, any.pingEvery(), any.silence()));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ws/agents/agent_0000dead",
        "/ws/agents/nobody",
        "/ws/agents/AGENT_00000001",
        "/ws/agents/agent_00000001%20",
        "/ws/nothing"
      })
  void refusesAnUnknownAgent(String path) throws Exception {
    try (SocketRawClient client = SocketRawClient.upgrade(server.port(), path)) {
      assertRefused(client, "404");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "null",
        "http://manager.example",
        "http://manager.example:8001.evil.example",
        "http://localhost:3001"
      })
  void refusesForeignPages(String origin) throws Exception {
    for (String path : new String[] {"/ws/session", "/ws/agents/" + ADA}) {
      try (SocketRawClient client = SocketRawClient.upgradeFrom(server.port(), path, origin)) {
        assertRefused(client, "403");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:3000",
        "http://manager.example:8001",
        "https://manager.example:8001"
      })
  void takesConfiguredPagesAndItsOwn(String origin) throws Exception {
    try (SocketRawClient client =
        SocketRawClient.upgradeFrom(server.port(), "/ws/session", origin)) {
      assertTrue(client.status().contains("101"), client.status());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:8001", "127.0.0.1.evil.example."})
  void refusesForeignHosts(String host) throws Exception {
    for (String path : new String[] {"/ws/session", "/ws/agents/" + ADA, "/ws/nothing"}) {
      try (SocketRawClient client = SocketRawClient.upgradeFor(server.port(), path, host)) {
        assertTrue(client.head().startsWith("HTTP/1.1 421 "), client.head());
        assertTrue(client.body().contains("SERVER_ALLOWED_HOSTS"), client.head());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "AAAA", "%%%%%%%%%%%%%%%%%%%%%%=="})
  void aBadKeyTakesNoPlace(String key) throws Exception {
    for (int i = 0; i <= MAX_CLIENTS; i++) {
      try (SocketRawClient client =
          SocketRawClient.upgradeWithKey(server.port(), "/ws/session", key)) {
        assertRefused(client, "400");
      }
    }
    server.connect("/ws/session");
  }

  @Test
  void refusesOtherVersionsAndMethods() throws Exception {
    assertTrue(answer("GET", "8").startsWith("HTTP/1.1 400 "));
    assertTrue(answer("GET", "8").contains("Sec-WebSocket-Version: 13\r\n"));
    assertTrue(answer("POST", "13").startsWith("HTTP/1.1 405 "));
    assertEquals(0, server.sockets.followers());
  }

  private String answer(String method, String version) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request =
          """
          %s /ws/session HTTP/1.1\r
          Host: 127.0.0.1\r
          Connection: Upgrade\r
          Upgrade: websocket\r
          Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
          Sec-WebSocket-Version: %s\r
          Content-Length: 0\r
          \r
          """
              .formatted(method, version);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void refusesMoreClientsThanThereArePlaces() throws Exception {
    for (int i = 0; i < 10; i++) {
      SocketRawClient.upgrade(server.port(), "/ws/agents/nobody").close();
      SocketRawClient.upgrade(server.port(), "/ws/agents/agent_0000dead").close();
    }
    SocketTestClient first = server.connect("/ws/session");
    for (int i = 1; i < MAX_CLIENTS; i++) {
      server.connect("/ws/session");
    }
    try (SocketRawClient client = SocketRawClient.upgrade(server.port(), "/ws/session")) {
      assertTrue(client.head().contains("Retry-After: 5"), client.head());
      assertRefused(client, "503");
    }
    first.sendClose();
    eventually("a place is free", () -> server.sockets.totalClients() < MAX_CLIENTS);
    eventually("the place can be taken", () -> connects("/ws/session"));
  }

  /** Connections that wait for a request make room for others; a frame is no request. */
  @Test
  void aSocketNeverCountsAsWaitingForARequest() throws Exception {
    SocketLimits one =
        new SocketLimits(
            1 << 20, Duration.ofSeconds(30), 1, Duration.ofSeconds(30), Duration.ofSeconds(90));
    Settings.Connections few = new Settings.Connections(2, 0, 1, OptionalInt.empty());
    List<Socket> others = new ArrayList<>();
    try (SocketTestServer small = new SocketTestServer(one, SocketTestServer::memory, few);
        SocketRawClient client = small.connectRaw("/ws/session")) {
      pingAndAwaitAnswer(client);
      for (int i = 0; i < 6; i++) {
        Socket other = new Socket(InetAddress.getLoopbackAddress(), small.port());
        others.add(other);
        other
            .getOutputStream()
            .write("GET /live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertTrue(other.getInputStream().read() > 0);
      }
      pingAndAwaitAnswer(client);
    } finally {
      for (Socket other : others) {
        other.close();
      }
    }
  }

  private static void pingAndAwaitAnswer(SocketRawClient client) throws IOException {
    client.send(SocketRawClient.PING, new byte[0]);
    assertEquals(SocketRawClient.PONG, client.read().orElseThrow().code());
  }

  @Test
  void noticesAnAgentThatIsDeletedDuringTheUpgrade() throws Exception {
    server.agents.beforeFind = () -> server.publish(ADA, new EventData.AgentDeleted());
    SocketTestClient client = server.connect("/ws/agents/" + ADA);
    assertEquals("deleted", client.next().get("type").asText());
    assertEquals(1000, client.closeCode());
  }

  @Test
  void refusesClientsOnceItCloses() throws Exception {
    server.sockets.close(Duration.ofSeconds(1));
    try (SocketRawClient client = SocketRawClient.upgrade(server.port(), "/ws/session")) {
      assertRefused(client, "503");
    }
    assertEquals(0, server.sockets.totalClients());
    assertEquals(0, server.sockets.followers());
  }

  private boolean connects(String path) {
    try (SocketRawClient client = SocketRawClient.upgrade(server.port(), path)) {
      return client.status().contains("101");
    } catch (IOException e) {
      return false;
    }
  }

  private static void assertRefused(SocketRawClient client, String status) throws Exception {
    assertTrue(client.status().startsWith("HTTP/1.1 " + status), client.status());
    assertTrue(
        Json.mapper().readTree(client.body()).get("error").asText().endsWith("."), client.head());
  }
}
