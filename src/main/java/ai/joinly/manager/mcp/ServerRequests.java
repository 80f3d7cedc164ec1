package ai.joinly.manager.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Answers the requests of a server to its client: {@code ping} and {@code roots/list} with nothing,
 * {@code elicitation/create} with a refusal, all others with "method not found". At most some at
 * once; a server that asks more than that gets no answer. Thread-safe.
 */
final class ServerRequests {
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final int AT_ONCE = 16;
  private static final int METHOD_NOT_FOUND = -32_601;

  /** Sends an answer; may block. */
  @FunctionalInterface
  interface Sender {
    void send(byte[] message) throws McpException, InterruptedException;
  }

  private final Sender sender;
  private final Semaphore free = new Semaphore(AT_ONCE);

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
      // A server that misses the answer asks again or ends the session, which shows elsewhere.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      free.release();
    }
  }
}
