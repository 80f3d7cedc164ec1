package ai.joinly.manager.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.store.MemoryStore;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The server's life. */
class ManagerServerTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final EventHub events = new EventHub();

  private ManagerServer start(Settings.Server settings) throws ServerStartException {
    return ManagerServer.start(
        Settings.defaults().with(settings),
        new FakeAgents(),
        events,
        new MemoryStore(events::publish),
        InstantSource.system(),
        Monitoring.none());
  }

  @Test
  void aPortInUseIsOneClearSentence() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ServerStartException e =
          assertThrows(
              ServerStartException.class,
              () -> start(ServerUnderTest.settings(other.getLocalPort())));
      assertEquals(
          "Port %d of 127.0.0.1 cannot be opened (Address already in use): stop the process that uses it, or change SERVER_PORT or SERVER_HOST."
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
  void anAddressOfAnotherMachineIsOneClearSentence() {
    Settings.Server settings = new Settings.Server("192.0.2.1", 0, List.of(), 1, LIMIT, 1);
    ServerStartException e = assertThrows(ServerStartException.class, () -> start(settings));
    assertEquals(
        "192.0.2.1 is not an address of this machine: change SERVER_HOST.", e.getMessage());
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
      idle.getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertEquals('H', idle.getInputStream().read());
      server.close(LIMIT);
      String rest = new String(idle.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(rest.endsWith("}\n"), rest);
    }
  }

  @Test
  void aRequestUnderWayIsAnsweredBeforeTheServerEnds() throws Exception {
    ServerUnderTest server = new ServerUnderTest();
    AgentConfig config = AgentConfig.of("A", "https://meet.test/a");
    String path = "/agents/" + server.agents.add(1, config, AgentStatus.RUNNING).value() + "/stop";
    CountDownLatch closing = new CountDownLatch(1);
    FutureTask<HttpResponse<String>> answer = new FutureTask<>(() -> server.post(path, ""));
    server.agents.beforeStop =
        () -> {
          closing.countDown();
          while (isOpen(server.port())) {
            Thread.onSpinWait();
          }
        };
    Thread.ofVirtual().start(answer);
    assertTrue(closing.await(10, TimeUnit.SECONDS));
    server.closeServer();
    assertEquals(200, answer.get(10, TimeUnit.SECONDS).statusCode());
    server.close();
  }

  private static boolean isOpen(int port) {
    try {
      connect(port);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void connect(int port) throws IOException {
    new Socket(InetAddress.getLoopbackAddress(), port).close();
  }
}
