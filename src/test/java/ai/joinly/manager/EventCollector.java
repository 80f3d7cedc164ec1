package ai.joinly.manager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/** Follows all agents of a manager and keeps every event by agent and number. Thread-safe. */
final class EventCollector {
  private static final JsonMapper JSON = new JsonMapper();

  /** By {@code agent_id/seq}; what a second event with the same number said otherwise. */
  private final Map<String, JsonNode> received = new ConcurrentHashMap<>();

  private final Map<String, JsonNode> contradictions = new ConcurrentHashMap<>();

  /** Follows the manager at {@code port} until it goes away. */
  void follow(HttpClient http, int port) throws InterruptedException {
    try {
      http.newWebSocketBuilder()
          .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws/session"), new Connection())
          .get();
    } catch (ExecutionException e) {
      // It was killed in that moment.
    }
  }

  Map<String, JsonNode> received() {
    return received;
  }

  Map<String, JsonNode> contradictions() {
    return contradictions;
  }

  private void take(String text) {
    try {
      if (JSON.readTree(text) instanceof ObjectNode event) {
        event.remove("cursor");
        String key = event.path("agent_id").asText() + "/" + event.path("seq").asLong();
        JsonNode before = received.putIfAbsent(key, event);
        if (before != null && !before.equals(event)) {
          contradictions.put(key, event);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Connection implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      parts.append(data);
      if (last) {
        take(parts.toString());
        parts.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }
}
