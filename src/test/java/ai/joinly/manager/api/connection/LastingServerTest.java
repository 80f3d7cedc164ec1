package ai.joinly.manager.api.connection;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Timeout(60)
@Isolated
class LastingServerTest {
  @Test
  void aPortThatTheWebServerGaveUpIsOpenedAgain() throws Exception {
    Set<Thread> before = Set.copyOf(listeners());
    try (LimitedServer server = new LimitedServer(LimitedServer.limits(16))) {
      int port = server.server.port();
      interruptListener(before);
      eventually("it is open again", () -> server.server.timesReopened() == 1);
      assertEquals(port, server.server.port());
      try (RawClient client = server.client()) {
        assertTrue(client.request("/quick").answer().endsWith("quick"));
      }
    }
  }

  @Test
  void aPortThatStaysLostIsReported() throws Exception {
    Set<Thread> before = Set.copyOf(listeners());
    try (LimitedServer server =
        new LimitedServer(LimitedServer.limits(16), Duration.ofMillis(100))) {
      interruptListener(before);
      try (ServerSocket taken = take(server.server.port())) {
        assertTrue(taken.isBound());
        server.lost.await();
        assertEquals(0, server.server.timesReopened());
      }
    }
  }

  private static ServerSocket take(int port) {
    while (true) {
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  /** An interrupt is to the web server what any error is that comes while it accepts. */
  private static void interruptListener(Set<Thread> before) {
    for (Thread thread : listeners()) {
      if (!before.contains(thread)) {
        thread.interrupt();
      }
    }
  }

  private static List<Thread> listeners() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("server-@default-listener"))
        .toList();
  }
}
