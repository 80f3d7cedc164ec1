package ai.joinly.manager.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Answers what a server asks of its client: {@code ping}, and that we do nothing else. At most a
 * few at once; a server that asks more than that gets no answer. Thread-safe.
 */
final class ServerRequests {
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final int AT_ONCE = 4;
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
    JsonNode id = message.path("id");
    byte[] answer =
        message.path("method").asText("").equals("ping")
            ? RpcMessages.result(id, RpcMessages.object())
            : RpcMessages.error(id, METHOD_NOT_FOUND, "Method not found");
    Thread.ofVirtual().name("mcp-answer").start(() -> send(answer));
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
