package ai.joinly.manager.bench.baseline;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** One WebSocket to which lines are written as they come. Any thread. */
final class RelaySocket {
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@code lock}. */
  private Optional<WsSession> client = Optional.empty();

  private final WebServer server;

  private RelaySocket() {
    server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .featuresDiscoverServices(false)
            .addRouting(WsRouting.builder().endpoint("/relay", Listener::new))
            .build()
            .start();
  }

  static RelaySocket open() {
    return new RelaySocket();
  }

  URI uri() {
    return URI.create("ws://127.0.0.1:" + server.port() + "/relay");
  }

  void write(String text) {
    lock.lock();
    try {
      client.ifPresent(session -> session.send(text, true));
    } finally {
      lock.unlock();
    }
  }

  private final class Listener implements WsListener {
    @Override
    public void onOpen(WsSession session) {
      lock.lock();
      try {
        client = Optional.of(session);
      } finally {
        lock.unlock();
      }
    }
  }
}
