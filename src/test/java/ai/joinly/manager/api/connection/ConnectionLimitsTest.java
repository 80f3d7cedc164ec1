package ai.joinly.manager.api.connection;

import static ai.joinly.manager.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionLimitsTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String HALF_HEAD = "GET /quick HTTP/1.1\r\nHost: loc";

  @Test
  void halfAHeadIsClosedAfterItsTime() throws Exception {
    try (LimitedServer server = new LimitedServer(heads(SHORT));
        RawClient client = server.client().send(HALF_HEAD)) {
      assertEquals(0, client.readToEnd());
      eventually("counted", () -> server.connections.ended(Ending.SLOW_HEAD) == 1);
      assertEquals(0, server.connections.size());
    }
  }

  @Test
  void aConnectionThatSendsNothingIsClosedAfterTheSameTime() throws Exception {
    try (LimitedServer server = new LimitedServer(heads(SHORT));
        RawClient client = server.client()) {
      assertEquals(0, client.readToEnd());
      eventually("counted", () -> server.connections.ended(Ending.SLOW_HEAD) == 1);
    }
  }

  @Test
  void aHeadThatComesByteByByteIsClosed() throws Exception {
    try (LimitedServer server = new LimitedServer(heads(SHORT));
        RawClient client = server.client().send("GET /quick HTTP/1.1\r\nX: ")) {
      assertThrows(
          SocketException.class,
          () -> {
            while (true) {
              client.send("x");
              LockSupport.parkNanos(20_000_000);
            }
          });
      assertEquals(1, server.connections.ended(Ending.SLOW_HEAD));
    }
  }

  @Test
  void anUpgradedConnectionHasNoSuchTime() throws Exception {
    String head =
        "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";
    try (LimitedServer server = new LimitedServer(heads(SHORT));
        RawClient upgraded = server.client().send(head + "one\r\n")) {
      assertEquals("one\r\n", new String(upgraded.socket.getInputStream().readNBytes(5), US_ASCII));
      for (int i = 0; i < 2; i++) {
        try (RawClient silent = server.client()) {
          assertEquals(0, silent.readToEnd(), "is closed when the time is over");
        }
      }
      upgraded.send("two\r\n");
      assertEquals("two\r\n", new String(upgraded.socket.getInputStream().readNBytes(5), US_ASCII));
    }
  }

  @Test
  void aConnectionBetweenTwoRequestsIsKeptForTheIdleTime() throws Exception {
    ConnectionLimits limits =
        new ConnectionLimits(
            20, 0, 2, 0, LimitedServer.LONG, Duration.ofMillis(800), LimitedServer.LONG);
    try (LimitedServer server = new LimitedServer(limits);
        RawClient client = server.client()) {
      assertTrue(client.request("/quick").answer().endsWith("quick"));
      assertTrue(client.request("/quick").answer().endsWith("quick"));
      assertEquals(0, client.readToEnd());
      eventually("counted", () -> server.connections.ended(Ending.IDLE) == 1);
    }
  }

  @Test
  void silentConnectionsShutNobodyOut() throws Exception {
    List<RawClient> silent = new ArrayList<>();
    try (LimitedServer server = new LimitedServer(LimitedServer.limits(16))) {
      for (int i = 0; i < 48; i++) {
        silent.add(server.client().send(HALF_HEAD));
      }
      for (int i = 0; i < 20; i++) {
        try (RawClient client = server.client()) {
          assertTrue(client.request("/quick").answer().endsWith("quick"));
        }
      }
      assertTrue(server.connections.size() <= 16);
      eventually("the rest had to go", () -> server.connections.ended(Ending.CROWDED_OUT) >= 32);
      assertEquals(0, silent.getFirst().readToEnd(), "the longest is closed");
    } finally {
      closeAll(silent);
    }
  }

  @Test
  void whileRequestsTakeAllPlacesProbesAreServed() throws Exception {
    List<RawClient> busy = new ArrayList<>();
    try (LimitedServer server = new LimitedServer(LimitedServer.limits(8))) {
      for (int i = 0; i < 6; i++) {
        busy.add(server.client().request("/wait"));
      }
      eventually("all wait", () -> server.waiting.get() == 6);
      try (RawClient client = server.client()) {
        String refused = client.request("/quick").answer();
        assertTrue(refused.startsWith("HTTP/1.1 503 "), refused);
      }
      try (RawClient probe = server.client()) {
        assertTrue(probe.request("/health").answer().endsWith("up"));
      }
      server.go.countDown();
      assertTrue(busy.getFirst().answer().endsWith("waited"));
      try (RawClient client = server.client()) {
        eventually("served again", () -> server.connections.requests() == 0);
        assertTrue(client.request("/quick").answer().endsWith("quick"));
      }
    } finally {
      closeAll(busy);
    }
  }

  @Test
  void oneAddressGetsItsShare() throws Exception {
    ConnectionLimits limits =
        new ConnectionLimits(
            100, 0, 2, 3, LimitedServer.LONG, LimitedServer.LONG, LimitedServer.LONG);
    List<RawClient> first = new ArrayList<>();
    try (LimitedServer server = new LimitedServer(limits)) {
      for (int i = 0; i < 3; i++) {
        RawClient client = server.client();
        first.add(client);
        assertTrue(client.request("/quick").answer().endsWith("quick"));
      }
      try (RawClient fourth = server.client()) {
        String answer = fourth.answer();
        assertTrue(answer.startsWith("HTTP/1.1 503 Service Unavailable\r\n"), answer);
        assertTrue(answer.contains("\r\nRetry-After: 5\r\n"), answer);
        assertTrue(answer.contains("SERVER_CONNECTIONS_PER_ADDRESS"), answer);
        assertEquals(0, fourth.readToEnd());
      }
      assertEquals(1, server.connections.ended(Ending.ADDRESS_LIMIT));
      first.getFirst().close();
      eventually("a place is free", () -> server.connections.size() == 2);
      try (RawClient next = server.client()) {
        assertTrue(next.request("/quick").answer().endsWith("quick"));
      }
    } finally {
      closeAll(first);
    }
  }

  @Test
  void anAnswerThatNobodyReadsIsGivenUp() throws Exception {
    try (LimitedServer server = new LimitedServer(unread());
        RawClient client = server.client().request("/large")) {
      server.largeEnded.await();
      eventually("counted", () -> server.connections.ended(Ending.UNREAD) == 1);
      assertTrue(client.readToEnd() < LimitedServer.LARGE);
      assertEquals(0, server.connections.size());
    }
  }

  @Test
  void aSlowReaderGetsItsWholeAnswer() throws Exception {
    try (LimitedServer server = new LimitedServer(unread());
        RawClient client = server.client().request("/large")) {
      InputStream in = client.socket.getInputStream();
      long bytes = 0;
      while (bytes < LimitedServer.LARGE) {
        bytes += in.skip(1024 * 1024);
        LockSupport.parkNanos(60_000_000);
      }
      server.largeEnded.await();
      assertEquals(0, server.connections.ended(Ending.UNREAD));
    }
  }

  @Test
  void whoClosesWhileItWaitsIsNoticed() throws Exception {
    try (LimitedServer server = new LimitedServer(LimitedServer.limits(16))) {
      try (RawClient client = server.client().request("/wait")) {
        eventually("it waits", () -> server.waiting.get() == 1);
        assertFalse(client.socket.isClosed());
      }
      eventually("it has gone", () -> server.gone.get() == 1);
      eventually("its place is free", () -> server.connections.size() == 0);
    }
  }

  @Test
  void whoClosesItsHalfGetsAnAnswer() throws Exception {
    try (LimitedServer server = new LimitedServer(LimitedServer.limits(16));
        RawClient client = server.client().request("/wait")) {
      eventually("it waits", () -> server.waiting.get() == 1);
      client.socket.shutdownOutput();
      assertTrue(client.answer().endsWith("waited"));
    }
  }

  @Test
  void theNextRequestMayComeWhileOneWaits() throws Exception {
    try (LimitedServer server = new LimitedServer(LimitedServer.limits(16));
        RawClient client = server.client().request("/wait")) {
      eventually("it waits", () -> server.waiting.get() == 1);
      client.request("/quick").request("/wait");
      server.go.countDown();
      assertTrue(client.answer().endsWith("waited"));
      assertTrue(client.answer().endsWith("quick"));
      assertTrue(client.answer().endsWith("waited"));
      assertTrue(client.request("/quick").answer().endsWith("quick"));
      assertEquals(0, server.gone.get());
    }
  }

  private static ConnectionLimits heads(Duration head) {
    return new ConnectionLimits(20, 0, 2, 0, head, LimitedServer.LONG, LimitedServer.LONG);
  }

  private static ConnectionLimits unread() {
    return new ConnectionLimits(
        20, 0, 2, 0, LimitedServer.LONG, LimitedServer.LONG, Duration.ofMillis(1_500));
  }

  private static void closeAll(List<RawClient> clients) throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
  }
}
