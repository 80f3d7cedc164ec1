package ai.joinly.manager.bench.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.WebSocket;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The one client of the manager's {@code /ws/session}: hands each event on. */
public final class EventSocket implements WebSocket.Listener {
  private final Consumer<JsonNode> events;

  /** The message that is being received; the client calls one at a time. */
  private final StringBuilder message = new StringBuilder();

  private volatile Optional<String> failure = Optional.empty();

  /**
   * Hands events to {@code events}, on the client's own thread.
   *
   * @param events must not block
   */
  public EventSocket(Consumer<JsonNode> events) {
    this.events = events;
  }

  /** Measures each segment. */
  public static EventSocket measuring(Latencies latencies) {
    return new EventSocket(
        event -> {
          if (event.path("type").asText().equals("segment")) {
            latencies.arrived(event.path("data").path("text").asText());
          }
        });
  }

  /** Why there are no more events. */
  public Optional<String> failure() {
    return failure;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    message.append(data);
    if (last) {
      take(message.toString());
      message.setLength(0);
    }
    socket.request(1);
    return null;
  }

  private void take(String text) {
    try {
      events.accept(HttpJson.JSON.readTree(text));
    } catch (JsonProcessingException e) {
      failure = Optional.of("An event is not JSON");
    }
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
    failure = Optional.of("The manager closed the WebSocket: " + status + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    failure = Optional.of("The WebSocket failed: " + error);
  }
}
