package ai.joinly.manager.api.websocket;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.api.websocket.SocketTestServer.ADA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.logging.CapturedLog;
import ai.joinly.manager.logging.StateLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class SocketSlowClientTest {
  private static final String PADDING = "x".repeat(32 * 1024);
  private static final int MORE_THAN_CONNECTIONS_HOLD = 1_500;
  private static final int MORE_THAN_THE_WINDOW_HOLDS = 200;

  @Test
  void aClientThatNeverReadsIsDroppedAndDisturbsNobody() throws Exception {
    try (CapturedLog log = new CapturedLog(StateLog.class);
        SocketTestServer server = new SocketTestServer(limits(Duration.ofMillis(200)));
        SocketRawClient stuck = server.connectRaw("/ws/session")) {
      SocketTestClient healthy = server.connect("/ws/session");
      int sent = publishUntilDropped(server, healthy);
      eventually("the stuck client is cleaned up", () -> server.sockets.totalClients() == 1);
      assertEquals(1, server.sockets.followers());
      server.log(ADA, sent + PADDING);
      assertEquals(sent + PADDING, healthy.nextLog());
      assertEquals(1, server.sockets.figures().clientsDropped());
      assertTrue(server.sockets.figures().eventsDropped() > 0);
      assertTrue(readUntilClosed(stuck, 0).isEmpty(), "no close fits into a full connection");
      assertEquals(
          List.of("A WebSocket client was closed because it read nothing for 0 s"), log.messages());
      assertEquals(List.of("WARNING"), log.levels());
    }
  }

  @Test
  void aClientThatReadsAtLastIsToldWhyItIsClosed() throws Exception {
    try (SocketTestServer server = new SocketTestServer(limits(Duration.ofMillis(200)));
        SocketRawClient slow = server.connectRaw("/ws/session")) {
      publishUntilDropped(server, server.connect("/ws/session"));
      SocketRawClient.Frame close = readUntilClosed(slow, 0).orElseThrow();
      assertEquals(1013, close.closeCode());
      slow.send(SocketRawClient.CLOSE, new byte[] {3, (byte) 0xf5});
      eventually("the slow client is cleaned up", () -> server.sockets.totalClients() == 1);
    }
  }

  @Test
  void aClientThatReadsLateGetsAllOfIt() throws Exception {
    try (SocketTestServer server = new SocketTestServer(limits(Duration.ofSeconds(30)));
        SocketRawClient slow = server.connectRaw("/ws/session")) {
      for (int i = 0; i < MORE_THAN_THE_WINDOW_HOLDS; i++) {
        server.log(ADA, i + PADDING);
      }
      for (int i = 0; i < MORE_THAN_THE_WINDOW_HOLDS; i++) {
        assertTrue(slow.read().orElseThrow().text().contains("\"" + i + "x"), "event " + i);
      }
      server.log(ADA, "the last");
      assertTrue(slow.read().orElseThrow().text().contains("the last"));
      assertEquals(0, server.sockets.figures().clientsDropped());
    }
  }

  @Test
  void aClientThatIsSilentIsTakenForDead() throws Exception {
    SocketLimits limits =
        new SocketLimits(
            10, Duration.ofSeconds(30), 10, Duration.ofMillis(20), Duration.ofMillis(100));
    try (CapturedLog log = new CapturedLog(StateLog.class);
        SocketTestServer server = new SocketTestServer(limits);
        SocketRawClient dead = server.connectRaw("/ws/session")) {
      Optional<SocketRawClient.Frame> frame = dead.read();
      while (frame.isPresent()) {
        assertEquals(SocketRawClient.PING, frame.get().code());
        frame = dead.read();
      }
      eventually("the dead client is cleaned up", () -> server.sockets.totalClients() == 0);
      assertEquals(
          List.of("A WebSocket client was dropped because it was silent for 0 s"), log.messages());
    }
  }

  @Test
  void aClientThatOnlyAnswersPingsStays() throws Exception {
    SocketLimits limits =
        new SocketLimits(
            10, Duration.ofSeconds(30), 10, Duration.ofMillis(20), Duration.ofSeconds(2));
    try (SocketTestServer server = new SocketTestServer(limits);
        SocketRawClient idle = server.connectRaw("/ws/session")) {
      // These take longer than a client may be silent.
      for (int i = 0; i < 120; i++) {
        assertEquals(SocketRawClient.PING, idle.read().orElseThrow().code());
        idle.send(SocketRawClient.PONG, new byte[0]);
      }
      assertEquals(1, server.sockets.totalClients());
    }
  }

  /** Keeps step with the healthy client, so that only the other one can lag. */
  private static int publishUntilDropped(SocketTestServer server, SocketTestClient healthy)
      throws Exception {
    int sent = 0;
    while (server.sockets.figures().clientsDropped() == 0) {
      assertTrue(sent < MORE_THAN_CONNECTIONS_HOLD, "nobody was dropped");
      server.log(ADA, sent + PADDING);
      assertEquals(sent + PADDING, healthy.nextLog());
      sent++;
    }
    return sent;
  }

  /** The close, if one came; there must be no hole before it. */
  private static Optional<SocketRawClient.Frame> readUntilClosed(SocketRawClient client, int from)
      throws Exception {
    int expected = from;
    Optional<SocketRawClient.Frame> frame = client.read();
    while (frame.isPresent() && frame.get().code() != SocketRawClient.CLOSE) {
      assertTrue(frame.get().text().contains("\"" + expected + "x"), "event " + expected);
      expected++;
      frame = client.read();
    }
    return frame;
  }

  private static SocketLimits limits(Duration stall) {
    return new SocketLimits(256 * 1024, stall, 10, Duration.ofSeconds(30), Duration.ofSeconds(90));
  }
}
