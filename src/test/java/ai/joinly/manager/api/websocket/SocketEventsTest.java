package ai.joinly.manager.api.websocket;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.api.websocket.SocketTestServer.ADA;
import static ai.joinly.manager.api.websocket.SocketTestServer.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketEventsTest {
  private SocketTestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new SocketTestServer(SocketTestServer.limits());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void sendsAnEventAsJsonAndNothingOnConnect() throws Exception {
    SocketTestClient client = server.connect("/ws/agents/" + ADA);
    server.publish(ADA, new EventData.StatusChanged(AgentStatus.ERROR, Optional.of("No key.")));
    assertEquals(
        Json.mapper()
            .readTree(
                """
                {"type":"status","seq":1,"agent_id":"agent_00000001",
                 "data":{"status":"error","error_message":"No key."},
                 "timestamp":"2026-01-01T00:00:00.000Z"}"""),
        client.next());
    assertFalse(client.hasMessage());
  }

  @Test
  void eachGetsTheEventsItFollowsInOrder() throws Exception {
    SocketTestClient ada = server.connect("/ws/agents/" + ADA);
    SocketTestClient bob = server.connect("/ws/agents/" + BOB);
    SocketTestClient all = server.connect("/ws/session");
    for (int i = 0; i < 100; i++) {
      server.log(ADA, "a" + i);
      server.log(BOB, "b" + i);
    }
    for (int i = 0; i < 100; i++) {
      assertEquals("a" + i, ada.nextLog());
      assertEquals("b" + i, bob.nextLog());
      assertEquals("a" + i, all.nextLog());
      assertEquals("b" + i, all.nextLog());
    }
    assertFalse(ada.hasMessage() || bob.hasMessage() || all.hasMessage());
  }

  @Test
  void fiftyClientsGetEverything() throws Exception {
    List<SocketTestClient> clients = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      clients.add(server.connect(i % 2 == 0 ? "/ws/session" : "/ws/agents/" + ADA));
    }
    assertEquals(50, server.sockets.totalClients());
    for (int i = 0; i < 200; i++) {
      server.log(ADA, "line " + i + " é" + "x".repeat(i * 10));
    }
    for (SocketTestClient client : clients) {
      for (int i = 0; i < 200; i++) {
        assertEquals("line " + i + " é" + "x".repeat(i * 10), client.nextLog());
      }
    }
    for (SocketTestClient client : clients) {
      client.sendClose();
    }
    eventually("all clients are gone", () -> server.sockets.totalClients() == 0);
    assertEquals(0, server.sockets.followers());
    assertEquals(0, server.sockets.figures().eventsDropped());
  }

  @Test
  void whatClientsSayIsIgnoredAndPingsAreAnswered() throws Exception {
    try (SocketRawClient client = server.connectRaw("/ws/session")) {
      client.send(SocketRawClient.TEXT, "{\"type\":\"hello\"}".getBytes(StandardCharsets.UTF_8));
      client.send(2, new byte[] {1, 2, 3});
      client.send(SocketRawClient.PONG, new byte[0]);
      client.send(SocketRawClient.PING, "abc".getBytes(StandardCharsets.UTF_8));
      assertEquals(
          new SocketRawClient.Frame(SocketRawClient.PONG, "abc"), client.read().orElseThrow());
      server.log(ADA, "still here");
      assertEquals(SocketRawClient.TEXT, client.read().orElseThrow().code());
    }
  }

  @Test
  void countsClientsAndTheAgentsTheyFollow() throws Exception {
    assertEquals(0, server.sockets.agentsMonitored());
    server.connect("/ws/agents/" + ADA);
    server.connect("/ws/agents/" + ADA + "/");
    assertEquals(2, server.sockets.totalClients());
    assertEquals(1, server.sockets.agentsMonitored());
    server.connect("/ws/session/");
    assertEquals(3, server.sockets.totalClients());
    assertEquals(2, server.sockets.agentsMonitored(), "it follows all there are");
  }
}
