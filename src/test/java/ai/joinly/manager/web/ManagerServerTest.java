package ai.joinly.manager.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.event.EventHub;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The server's life. */
class ManagerServerTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final EventHub events = new EventHub(event -> "{}");

  private ManagerServer start(Settings.Server settings) throws ServerStartException {
    return ManagerServer.start(settings, new FakeAgents(), events, InstantSource.system());
  }

  @Test
  void aPortInUseIsOneClearSentence() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ServerStartException e =
          assertThrows(
              ServerStartException.class,
              () -> start(ServerUnderTest.settings(other.getLocalPort())));
      assertEquals(
          "Port %d of 127.0.0.1 cannot be opened (Address already in use): stop what uses it or change SERVER_PORT or SERVER_HOST."
              .formatted(other.getLocalPort()),
          e.getMessage());
    }
  }

  @Test
  void aHostThatIsNotOursIsOneClearSentence() {
    Settings.Server settings =
        new Settings.Server("no.such.host.invalid", 0, List.of(), 1, LIMIT, 1);
    ServerStartException e = assertThrows(ServerStartException.class, () -> start(settings));
    assertTrue(e.getMessage().contains("no.such.host.invalid"), e.getMessage());
    assertTrue(e.getMessage().contains("SERVER_HOST"), e.getMessage());
  }

  @Test
  void thePortIsFreeAgainOnceClosed() throws Exception {
    ManagerServer first = start(ServerUnderTest.settings(0));
    int port = first.port();
    first.close(LIMIT);
    first.close(LIMIT);
    assertThrows(ConnectException.class, () -> connect(port));
    ManagerServer second = start(ServerUnderTest.settings(port));
    assertEquals(port, second.port());
    second.close(LIMIT);
  }

  @Test
  void closingEndsIdleConnections() throws Exception {
    ManagerServer server = start(ServerUnderTest.settings(0));
    try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      idle.setSoTimeout(10_000);
      server.close(LIMIT);
      assertEquals(-1, idle.getInputStream().read());
    }
  }

  private static void connect(int port) throws IOException {
    new Socket(InetAddress.getLoopbackAddress(), port).close();
  }
}
