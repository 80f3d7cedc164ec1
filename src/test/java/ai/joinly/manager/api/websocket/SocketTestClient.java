package ai.joinly.manager.api.websocket;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import ai.joinly.manager.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client that reads all it gets, as a browser does. */
public final class SocketTestClient implements WebSocket.Listener {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  public final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final StringBuilder part = new StringBuilder();
  private WebSocket socket;

  static SocketTestClient connect(int port, String path) throws Exception {
    SocketTestClient client = new SocketTestClient();
    client.socket =
        HTTP.newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + port + path), client)
            .get(10, TimeUnit.SECONDS);
    return client;
  }

  void sendClose() throws Exception {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").get(10, TimeUnit.SECONDS);
  }

  /** The next message, waited for. */
  public JsonNode next() throws Exception {
    String text = messages.poll(10, TimeUnit.SECONDS);
    assertNotNull(text, () -> "no message came; closed: " + closed);
    return Json.mapper().readTree(text);
  }

  /** The text of the next event, which must be a log line. */
  public String nextLog() throws Exception {
    return next().at("/data/message").asText();
  }

  public boolean hasMessage() {
    return !messages.isEmpty();
  }

  public int closeCode() throws Exception {
    return closed.get(10, TimeUnit.SECONDS);
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      messages.add(part.toString());
      part.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
    closed.complete(statusCode);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.completeExceptionally(error);
  }
}
