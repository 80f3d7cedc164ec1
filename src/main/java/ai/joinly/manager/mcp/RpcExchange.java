package ai.joinly.manager.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One POST and what comes back for it, as JSON or as an event stream, on the calling thread.
 *
 * @param session the headers that name the session, and others to send
 * @param repeatable whether the server may get it twice, so that its connection can serve again
 * @param onHeaders hears of the answer as soon as its headers have come
 * @param others hears of messages of the server that are not the answer; must not block
 */
record RpcExchange(
    McpTransport transport,
    Map<HeaderName, String> session,
    McpLimits limits,
    Duration readTimeout,
    boolean repeatable,
    Consumer<McpResponse> onHeaders,
    Consumer<JsonNode> others) {
  private static final int BUFFER = 8_192;
  private static final Duration LONGEST_END = Duration.ofMillis(250);
  private static final String BOTH = "application/json, text/event-stream";

  /**
   * Sends a request, reads up to its result and hands that over. The answer is closed after that:
   * nobody waits for what its end takes.
   */
  void request(long id, String method, byte[] body, Consumer<JsonNode> result) throws McpException {
    request(id, method, body, UnaryOperator.identity(), result);
  }

  /**
   * The same.
   *
   * @param view what is read of the answer's body
   */
  void request(
      long id,
      String method,
      byte[] body,
      UnaryOperator<InputStream> view,
      Consumer<JsonNode> result)
      throws McpException {
    try (McpResponse response = post(body)) {
      onHeaders.accept(response);
      read(response, view, id, method, result);
    }
  }

  /** Sends a notification or an answer of ours; the server only takes note of those. */
  void send(byte[] body) throws McpException {
    post(body).close();
  }

  private McpResponse post(byte[] body) throws McpException {
    Map<HeaderName, String> headers = new LinkedHashMap<>(session);
    headers.put(HeaderNames.ACCEPT, BOTH);
    headers.put(HeaderNames.CONTENT_TYPE, "application/json");
    return repeatable
        ? transport.sendRepeatable(headers, body, readTimeout)
        : transport.send(Method.POST, headers, body, readTimeout);
  }

  private void read(
      McpResponse response,
      UnaryOperator<InputStream> view,
      long id,
      String method,
      Consumer<JsonNode> result)
      throws McpException {
    try {
      if (response.isEventStream()) {
        readEvents(response, view.apply(response.stream()), id, method, result);
        return;
      }
      if (response.isJson()) {
        result.accept(readJson(view.apply(response.stream()), id, method));
        return;
      }
    } catch (IOException | RuntimeException e) {
      if (McpTransport.failure(e) instanceof McpException.TimedOut timedOut) {
        throw timedOut;
      }
      throw new McpException.BrokenOff("The answer to " + method + " broke off");
    }
    throw new McpException.ProtocolViolation(
        method + " was answered neither as JSON nor as an event stream");
  }

  private JsonNode readJson(InputStream stream, long id, String method)
      throws IOException, McpException {
    byte[] body = stream.readNBytes(limits.answer() + 1);
    if (body.length > limits.answer()) {
      throw new McpException.ProtocolViolation(
          "The server sent an answer of more than " + limits.answer() + " bytes");
    }
    return RpcMessages.resultOf(id, method, RpcMessages.parse(body))
        .orElseThrow(() -> withoutResult(method));
  }

  private void readEvents(
      McpResponse response, InputStream stream, long id, String method, Consumer<JsonNode> receiver)
      throws IOException, McpException {
    SseReader events = new SseReader(stream, BUFFER, limits.answer(), limits.answer() * 2L);
    Optional<SseEvent> event = events.next();
    while (event.isPresent()) {
      JsonNode message = RpcMessages.parse(event.get().data());
      Optional<JsonNode> result = RpcMessages.resultOf(id, method, message);
      if (result.isPresent()) {
        receiver.accept(result.get());
        if (repeatable) {
          // Only then can the connection serve again; one that does not end soon is not worth it.
          response.limitReads(LONGEST_END);
          events.skipEnd();
        }
        return;
      }
      others.accept(message);
      event = events.next();
    }
    throw withoutResult(method);
  }

  private static McpException withoutResult(String method) {
    return new McpException.BrokenOff("The answer to " + method + " ended without a result");
  }
}
