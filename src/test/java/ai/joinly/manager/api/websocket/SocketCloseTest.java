package ai.joinly.manager.api.websocket;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.api.websocket.SocketTestServer.ADA;
import static ai.joinly.manager.api.websocket.SocketTestServer.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.event.EventData;
import ai.joinly.manager.logging.CapturedLog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated
class SocketCloseTest {
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
  void theSocketsOfADeletedAgentAreClosedAfterItsLastEvent() throws Exception {
    SocketTestClient ada = server.connect("/ws/agents/" + ADA);
    SocketTestClient bob = server.connect("/ws/agents/" + BOB);
    SocketTestClient all = server.connect("/ws/session");
    server.log(ADA, "bye");
    server.publish(ADA, new EventData.AgentDeleted());
    assertEquals("bye", ada.nextLog());
    assertEquals("deleted", ada.next().get("type").asText());
    assertEquals(1000, ada.closeCode());
    all.next();
    assertEquals("deleted", all.next().get("type").asText());
    eventually("the closed one is cleaned up", () -> server.sockets.totalClients() == 2);
    assertFalse(all.closed.isDone() || bob.closed.isDone() || bob.hasMessage());
  }

  @Test
  void shutdownSendsWhatWaitsAndCloses() throws Exception {
    List<SocketTestClient> clients = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      clients.add(server.connect(i % 2 == 0 ? "/ws/session" : "/ws/agents/" + ADA));
    }
    server.log(ADA, "last words");
    server.sockets.close(Duration.ofSeconds(10));
    for (SocketTestClient client : clients) {
      assertEquals("last words", client.nextLog());
      assertEquals(1001, client.closeCode());
    }
    eventually("all are cleaned up", () -> server.sockets.totalClients() == 0);
  }

  @Test
  void shutdownWaitsForNobodyLongerThanItMay() throws Exception {
    try (SocketRawClient mute = server.connectRaw("/ws/session")) {
      server.sockets.close(Duration.ofSeconds(1));
      assertEquals(1001, mute.read().orElseThrow().closeCode());
      assertTrue(mute.read().isEmpty());
      eventually("it is cleaned up", () -> server.sockets.totalClients() == 0);
    }
  }

  @Test
  void aClientsCloseIsAnswered() throws Exception {
    try (SocketRawClient client = server.connectRaw("/ws/session")) {
      client.send(SocketRawClient.CLOSE, new byte[] {3, (byte) 0xe8});
      assertEquals(1000, client.read().orElseThrow().closeCode());
      assertTrue(client.read().isEmpty());
      eventually("it is cleaned up", () -> server.sockets.totalClients() == 0);
    }
  }

  @Test
  void aBrokenConnectionIsCleanedUp() throws Exception {
    SocketRawClient reset = server.connectRaw("/ws/agents/" + ADA);
    SocketRawClient ended = server.connectRaw("/ws/session");
    SocketTestClient healthy = server.connect("/ws/session");
    reset.abort();
    ended.close();
    eventually("both are cleaned up", () -> server.sockets.totalClients() == 1);
    assertEquals(1, server.sockets.followers());
    server.log(ADA, "on it goes");
    assertEquals("on it goes", healthy.nextLog());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void tooLargeAMessageClosesTheSocket(int code) throws Exception {
    try (SocketRawClient client = server.connectRaw("/ws/session")) {
      client.send(code, new byte[SocketLimits.MESSAGE_BYTES]);
      client.send(SocketRawClient.PING, new byte[0]);
      assertEquals(SocketRawClient.PONG, client.read().orElseThrow().code());
      client.send(code, new byte[SocketLimits.MESSAGE_BYTES + 1]);
      assertEquals(1009, client.read().orElseThrow().closeCode());
    }
    eventually("it is cleaned up", () -> server.sockets.totalClients() == 0);
  }

  @Test
  void tooLargeAMessageInPartsClosesTheSocket() throws Exception {
    try (SocketRawClient client = server.connectRaw("/ws/session")) {
      client.send(SocketRawClient.TEXT, false, new byte[SocketLimits.MESSAGE_BYTES]);
      client.send(0, false, new byte[1]);
      assertEquals(1009, client.read().orElseThrow().closeCode());
    }
  }

  @Test
  void aHugeFrameIsNotEvenRead() throws Exception {
    try (SocketRawClient client = server.connectRaw("/ws/session")) {
      // The announcement of a frame of 2 MiB, without the frame.
      client.sendBytes(new byte[] {(byte) 0x81, (byte) 0xff, 0, 0, 0, 0, 0, 0x20, 0, 0});
      assertEquals(1009, client.read().orElseThrow().closeCode());
    }
    eventually("it is cleaned up", () -> server.sockets.totalClients() == 0);
  }

  @Test
  void aFrameThatIsNotValidClosesTheSocket() throws Exception {
    try (SocketRawClient client = server.connectRaw("/ws/session")) {
      client.send(SocketRawClient.CLOSE, new byte[] {3});
      assertEquals(1002, client.read().orElseThrow().closeCode());
    }
    try (SocketRawClient client = server.connectRaw("/ws/session")) {
      client.send(SocketRawClient.PING, new byte[126]);
      assertEquals(1002, client.read().orElseThrow().closeCode());
    }
    eventually("both are cleaned up", () -> server.sockets.totalClients() == 0);
  }

  /** Each in the first bytes of a frame; what RFC 6455, section 5, forbids a client. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "83 80", // reserved codes
        "84 80",
        "87 80",
        "8b 80",
        "8c 80",
        "8f 80",
        "c1 80", // reserved bits
        "a1 80",
        "91 80",
        "81 00", // not masked
        "80 80", // the continuation of nothing
        "09 80", // a control frame in parts
        "89 fe 00 7e", // and one of 126 bytes
        "88 fe 00 7e",
        "81 ff ff ff ff ff ff ff ff ff", // a length below 0
        "01 80 00 00 00 00 81 80", // a message within a message
        "88 82 00 00 00 00 03 ed", // codes that nobody may send
        "88 82 00 00 00 00 00 00",
        "88 82 00 00 00 00 ff ff"
      })
  void whatTheStandardForbidsIsAnsweredWith1002(String frame) throws Exception {
    try (CapturedLog log = new CapturedLog("io.helidon")) {
      try (SocketRawClient client = server.connectRaw("/ws/session")) {
        client.sendBytes(HexFormat.ofDelimiter(" ").parseHex(frame));
        assertEquals(1002, client.read().orElseThrow().closeCode());
      }
      eventually("it is cleaned up", () -> server.sockets.totalClients() == 0);
      assertEquals(List.of(), log.levels().stream().filter("WARNING"::equals).toList());
    }
  }

  @Test
  void aMessageInPartsMayHoldAPing() throws Exception {
    try (SocketRawClient client = server.connectRaw("/ws/session")) {
      client.send(SocketRawClient.TEXT, false, new byte[3]);
      client.send(SocketRawClient.PING, new byte[] {7});
      client.send(0, true, new byte[3]);
      client.send(SocketRawClient.TEXT, new byte[3]);
      assertEquals(SocketRawClient.PONG, client.read().orElseThrow().code());
      client.send(SocketRawClient.CLOSE, new byte[0]);
      assertEquals(1000, client.read().orElseThrow().closeCode());
    }
  }

  @Test
  void aClientThatSendsOnAfterABadFrameIsDropped() throws Exception {
    try (SocketRawClient client = server.connectRaw("/ws/session")) {
      client.sendBytes(new byte[] {(byte) 0x83, (byte) 0x80});
      assertEquals(1002, client.read().orElseThrow().closeCode());
      assertThrows(
          IOException.class,
          () -> {
            while (true) {
              client.sendBytes(new byte[64 * 1024]);
            }
          });
    }
    eventually("it is cleaned up", () -> server.sockets.totalClients() == 0);
  }
}
