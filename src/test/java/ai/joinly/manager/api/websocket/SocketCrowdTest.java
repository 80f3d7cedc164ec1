package ai.joinly.manager.api.websocket;

import static ai.joinly.manager.api.websocket.SocketTestServer.ADA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.store.jdbc.JdbcStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients of large events, half of which do not read for a while. What they have not read has
 * several times the bytes of the heap that the tests get.
 */
@Tag("memory")
class SocketCrowdTest {
  private static final int CLIENTS = 200;
  private static final int EVENTS = 120;
  private static final int USUAL = 8 * 1024;
  private static final int LARGE = 60 * 1024;
  private static final int RECEIVE_BUFFER = 64 * 1024;
  private static final int WINDOW = 1024 * 1024;

  @TempDir Path directory;

  @Test
  void noneOfManyClientsMissesAnythingThoughHalfOfThemSleep() throws Exception {
    SocketLimits limits =
        new SocketLimits(
            WINDOW, Duration.ofMinutes(1), CLIENTS, Duration.ofSeconds(30), Duration.ofSeconds(90));
    try (SocketTestServer server = new SocketTestServer(limits, this::onDisk);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch morning = new CountDownLatch(1);
      List<Future<?>> sleepers = new ArrayList<>();
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        boolean sleeps = i % 2 == 0;
        String path = i % 4 < 3 ? "/ws/session" : "/ws/agents/" + ADA;
        SocketRawClient client = connect(server, path);
        (sleeps ? sleepers : readers)
            .add(
                threads.submit(
                    () -> {
                      if (sleeps) {
                        morning.await();
                      }
                      readAll(client);
                      return true;
                    }));
      }
      for (int i = 1; i <= EVENTS; i++) {
        server.log(ADA, "x".repeat(i % 3 == 0 ? LARGE : USUAL));
      }
      for (Future<?> reader : readers) {
        reader.get(2, TimeUnit.MINUTES);
      }
      morning.countDown();
      for (Future<?> sleeper : sleepers) {
        sleeper.get(2, TimeUnit.MINUTES);
      }
      assertEquals(0, server.sockets.figures().clientsDropped());
    }
  }

  private Store onDisk(EventHub hub) {
    return JdbcStore.open(
        new Settings.Store(
            directory.resolve("manager.db").toString(), Optional.empty(), 0, 100_000, 1 << 20),
        hub::publish,
        trouble -> {});
  }

  private static SocketRawClient connect(SocketTestServer server, String path) throws Exception {
    SocketRawClient client = SocketRawClient.upgrade(server.port(), path, RECEIVE_BUFFER);
    assertTrue(client.status().contains("101"), client.status());
    return client;
  }

  private static void readAll(SocketRawClient client) throws Exception {
    try (client) {
      for (int seq = 1; seq <= EVENTS; seq++) {
        String beginning = client.readBeginning(60);
        assertTrue(beginning.contains("\"seq\":" + seq + ","), seq + ": " + beginning);
      }
    }
  }
}
