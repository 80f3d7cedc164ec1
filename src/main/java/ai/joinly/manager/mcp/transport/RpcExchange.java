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
 * POST request with its answer, as JSON or as an event stream, on the calling thread.
 *
 * @param session the headers with the session id, and others to send
 * @param repeatable whether the server may receive it twice, so that its connection can be pooled
 * @param onHeaders receives the answer when its headers have arrived
 * @param others receives messages of the server that are not the answer; must not block
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

  /** First characters of the lines of an event stream: a comment or the name of a field. */
  private static final String EVENT_FIELDS = ":deir";

  private static final Duration MAX_END_WAIT = Duration.ofMillis(250);
  private static final String ACCEPTED_TYPES = "application/json, text/event-stream";

  /**
   * Sends a request, reads up to its result and passes that on. The answer is closed after that, so
   * the caller does not wait for the end of the stream.
   */
  public void request(long id, String method, byte[] body, Consumer<JsonNode> result)
      throws McpException {
    request(id, method, body, UnaryOperator.identity(), result);
  }

  /**
   * Sends a request like {@link #request(long, String, byte[], Consumer)}.
   *
   * @param view wraps the stream of the answer's body
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

  /** Sends a notification, or an answer to the server; neither has a result. */
  public void send(byte[] body) throws McpException {
    post(body).close();
  }

  private McpResponse post(byte[] body) throws McpException {
    Map<HeaderName, String> headers = new LinkedHashMap<>(session);
    headers.put(HeaderNames.ACCEPT, ACCEPTED_TYPES);
    headers.put(HeaderNames.CONTENT_TYPE, "application/json");
    return repeatable
        ? transport.sendRepeatable(headers, body, readTimeout)
        : transport.send(Method.POST, headers, body, readTimeout);
  }

  /** Reads an answer; returns whether the result has arrived. */
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
      throw new McpException.BrokenOff("The answer to " + method + " was cut off");
    }
    throw new McpException.ProtocolViolation(
        "The answer to " + method + " is neither JSON nor an event stream");
  }

  /**
   * Skips a byte order mark and blank lines, and returns the first character: servers may send a
   * wrong content type.
   */
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
            // The connection can only be reused after the end of the stream; if that takes long, it
            // is not.
            response.limitReads(MAX_END_WAIT);
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

  /** Returns the result, if the message contains it; other messages are passed on. */
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
   * Resumes an answer whose stream the server ended intentionally, which is allowed since
   * 2025-11-25. Never without a session: that would create one.
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
        resumption.expect(); // the server may recover
      } catch (McpException.SessionLost | McpException.Refused e) {
        break; // not reported as a lost session: the request itself may have been executed
      }
    }
    throw resumption.wasAccepted() ? notAnswered(method) : withoutResult(method);
  }

  private static McpException notAnswered(String method) {
    return new McpException.ProtocolViolation(
        "The server accepted " + method + " but did not answer it");
  }

  private static McpException withoutResult(String method) {
    return new McpException.BrokenOff("The answer to " + method + " ended without a result");
  }
}
