package ai.joinly.manager.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Handler of a server's requests to its client: answers {@code ping} and {@code roots/list} with an
 * empty result, {@code elicitation/create} with a refusal, all others with "method not found". The
 * number of concurrent answers is limited; further requests get no answer. Thread-safe.
 */
final class ServerRequests {
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final int MAX_CONCURRENT = 16;
  private static final int METHOD_NOT_FOUND = -32_601;

  /** Function that sends an answer; may block. */
  @FunctionalInterface
  interface Sender {
    void send(byte[] message) throws McpException, InterruptedException;
  }

  private final Sender sender;
  private final Semaphore free = new Semaphore(MAX_CONCURRENT);

  ServerRequests(Sender sender) {
    this.sender = sender;
  }

  /** Answers {@code message} in the background if it is a request. Never blocks. */
  void take(JsonNode message) {
    if (!message.has("method") || !message.hasNonNull("id") || !free.tryAcquire()) {
      return;
    }
    byte[] answer = answer(message.path("method").asText(""), message.path("id"));
    Thread.ofVirtual().name("mcp-answer").start(() -> send(answer));
  }

  private static byte[] answer(String method, JsonNode id) {
    ObjectNode result = RpcMessages.object();
    switch (method) {
      case "ping" -> {
        // An empty result.
      }
      case "roots/list" -> result.putArray("roots");
      case "elicitation/create" -> result.put("action", "decline");
      default -> {
        return RpcMessages.error(id, METHOD_NOT_FOUND, "Method not found");
      }
    }
    return RpcMessages.result(id, result);
  }

  private void send(byte[] answer) {
    try {
      sender.send(answer);
    } catch (McpException e) {
      // A server without the answer repeats the request or ends the session, which is reported
      // elsewhere.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      free.release();
    }
  }
}
