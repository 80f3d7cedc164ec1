package ai.joinly.manager.mcp.transport;

import ai.joinly.manager.http.AnswerBudget;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpLimits;
import ai.joinly.manager.mcp.RpcMessages;
import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
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
public record RpcExchange(
    McpTransport transport,
    Map<HeaderName, String> session,
    McpLimits limits,
    Duration readTimeout,
    boolean repeatable,
    Consumer<McpResponse> onHeaders,
    Consumer<JsonNode> others) {
  private static final int BUFFER = 8_192;
  private static final int ACCEPTED = 202;

  /** What a line of an event stream begins with: a comment or the name of a field. */
  private static final String EVENT_FIELDS = ":deir";

  private static final Duration LONGEST_END = Duration.ofMillis(250);
  private static final String BOTH = "application/json, text/event-stream";

  /**
   * Sends a request, reads up to its result and hands that over. The answer is closed after that:
   * nobody waits for what its end takes.
   */
  public void request(long id, String method, byte[] body, Consumer<JsonNode> result)
      throws McpException {
    request(id, method, body, UnaryOperator.identity(), result);
  }

  /**
   * The same.
   *
   * @param view what is read of the answer's body
   */
  public void request(
      long id,
      String method,
      byte[] body,
      UnaryOperator<InputStream> view,
      Consumer<JsonNode> result)
      throws McpException {
    Resumption resumption = new Resumption();
    try (McpResponse response = post(body)) {
      onHeaders.accept(response);
      if (response.status() == ACCEPTED) {
        resumption.expect();
      } else if (read(response, view, id, method, result, resumption)) {
        return;
      }
    } catch (McpException.BrokenOff e) {
      if (!resumption.isPossible()) {
        throw e;
      }
    }
    resume(id, method, result, resumption);
  }

  /** Sends a notification or an answer of ours; the server only takes note of those. */
  public void send(byte[] body) throws McpException {
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

  /** Whether the result has come. */
  private boolean read(
      McpResponse response,
      UnaryOperator<InputStream> view,
      long id,
      String method,
      Consumer<JsonNode> result,
      Resumption resumption)
      throws McpException {
    try {
      PushbackInputStream body =
          new PushbackInputStream(response.kept(view.apply(response.stream())));
      int first = firstCharacter(body);
      if (first == '{' || first == '[') {
        result.accept(readJson(body, id, method, limits.answer(method)));
        return true;
      }
      if (response.isEventStream() || (first > 0 && EVENT_FIELDS.indexOf(first) >= 0)) {
        return readEvents(response, body, id, method, result, resumption);
      }
    } catch (IOException | RuntimeException e) {
      McpException failure = McpTransport.failure(e);
      if (failure instanceof McpException.TimedOut || e instanceof AnswerBudget.FullException) {
        throw failure;
      }
      throw new McpException.BrokenOff("The answer to " + method + " broke off");
    }
    throw new McpException.ProtocolViolation(
        method + " was answered neither as JSON nor as an event stream");
  }

  /** Skips a byte order mark and blank lines; what a body is, servers do not always say rightly. */
  private static int firstCharacter(PushbackInputStream body) throws IOException {
    int c = body.read();
    while (c == 0xef || c == 0xbb || c == 0xbf || c == ' ' || c == '\n' || c == '\r') {
      c = body.read();
    }
    if (c >= 0) {
      body.unread(c);
    }
    return c;
  }

  private JsonNode readJson(InputStream stream, long id, String method, int limit)
      throws IOException, McpException {
    byte[] body = stream.readNBytes(limit + 1);
    if (body.length > limit) {
      throw new McpException.ProtocolViolation(
          "The server sent an answer of more than " + limit + " bytes");
    }
    return resultOf(id, method, RpcMessages.parse(body)).orElseThrow(() -> withoutResult(method));
  }

  private boolean readEvents(
      McpResponse response,
      InputStream stream,
      long id,
      String method,
      Consumer<JsonNode> receiver,
      Resumption resumption)
      throws IOException, McpException {
    int limit = limits.answer(method);
    SseReader events = new SseReader(stream, BUFFER, limit, limit * 2L);
    try {
      Optional<SseEvent> event = events.next();
      while (event.isPresent()) {
        Optional<JsonNode> message = event.get().message();
        Optional<JsonNode> result =
            message.isEmpty() ? message : resultOf(id, method, message.get());
        if (result.isPresent()) {
          receiver.accept(result.get());
          if (repeatable) {
            // Only then can the connection serve again; one that does not end soon is not worth it.
            response.limitReads(LONGEST_END);
            events.skipEnd();
          }
          return true;
        }
        event = events.next();
      }
    } finally {
      resumption.take(events);
    }
    return false;
  }

  /** The result, if it is there; all else of the message is passed on. */
  private Optional<JsonNode> resultOf(long id, String method, JsonNode message)
      throws McpException {
    if (message.isArray()) { // a batch of 2025-03-26
      Optional<JsonNode> result = Optional.empty();
      for (JsonNode part : message) {
        Optional<JsonNode> found = resultOf(id, method, part);
        result = result.isPresent() ? result : found;
      }
      return result;
    }
    Optional<JsonNode> result = RpcMessages.resultOf(id, method, message);
    if (result.isEmpty()) {
      others.accept(message);
    }
    return result;
  }

  /**
   * Goes on with an answer for which the server ended the stream on purpose, as since 2025-11-25 it
   * may. Never without a session: that would make one.
   */
  private void resume(long id, String method, Consumer<JsonNode> result, Resumption resumption)
      throws McpException {
    while (session.containsKey(McpTransport.SESSION_ID) && resumption.next()) {
      Map<HeaderName, String> headers = new LinkedHashMap<>(session);
      headers.put(HeaderNames.ACCEPT, "text/event-stream");
      resumption.lastEventId().ifPresent(last -> headers.put(McpTransport.LAST_EVENT_ID, last));
      try (McpResponse response = transport.send(Method.GET, headers, new byte[0], readTimeout)) {
        if (!response.isEventStream()) {
          break;
        }
        if (read(response, UnaryOperator.identity(), id, method, result, resumption)) {
          return;
        }
      } catch (McpException.Unreachable | McpException.BrokenOff e) {
        resumption.expect(); // the server may be back in a moment
      } catch (McpException.SessionLost | McpException.Refused e) {
        break; // not as a lost session: the request itself may have been carried out
      }
    }
    throw resumption.wasAccepted() ? notAnswered(method) : withoutResult(method);
  }

  private static McpException notAnswered(String method) {
    return new McpException.ProtocolViolation(
        method + " was accepted by the server, which then gave no answer");
  }

  private static McpException withoutResult(String method) {
    return new McpException.BrokenOff("The answer to " + method + " ended without a result");
  }
}
