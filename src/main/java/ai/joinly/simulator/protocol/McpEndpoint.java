package ai.joinly.simulator.protocol;

import ai.joinly.simulator.Environment;
import ai.joinly.simulator.Gate;
import ai.joinly.simulator.Json;
import ai.joinly.simulator.SessionRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The streamable HTTP transport: routes requests to answers. Runs on connection threads. */
public final class McpEndpoint {
  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";

  private final Environment environment;
  private final SessionRegistry registry;
  private final McpMethods methods;
  private final Gate freeze;

  public McpEndpoint(
      Environment environment, SessionRegistry registry, McpMethods methods, Gate freeze) {
    this.environment = environment;
    this.registry = registry;
    this.methods = methods;
    this.freeze = freeze;
  }

  void handle(ServerRequest request, ServerResponse response) throws InterruptedException {
    byte[] body = request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0];
    Optional<String> id = Headers.of(request, Headers.SESSION_ID);
    if (id.isEmpty()) {
      handleFirst(request, response, body);
      return;
    }
    Optional<McpSession> session = registry.find(id.get());
    if (session.isPresent()) {
      new Exchange(session.get(), false, request, response, body).handle();
    } else if (environment.options().newerServer()) {
      response
          .status(Status.NOT_FOUND_404)
          .header(HeaderNames.CONTENT_TYPE, JSON)
          .send(bytes(JsonRpc.transportError(JsonRpc.INVALID_REQUEST, "Session not found")));
    } else {
      response
          .status(Status.BAD_REQUEST_400)
          .send("Bad Request: No valid session ID provided".getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** Creates a session for a request without a session id; creations are serialised. */
  private void handleFirst(ServerRequest request, ServerResponse response, byte[] body)
      throws InterruptedException {
    registry.startGate.lockInterruptibly();
    try {
      McpSession session = registry.make(Headers.of(request, Headers.SETTINGS));
      Exchange exchange = new Exchange(session, true, request, response, body);
      try {
        exchange.handle();
      } finally {
        // A start continues, and delays the others, after its client has given up.
        if (exchange.initializes) {
          session.started.join();
        }
      }
    } finally {
      registry.startGate.unlock();
    }
  }

  private static byte[] bytes(JsonNode json) {
    return Json.text(json).getBytes(StandardCharsets.UTF_8);
  }

  /** One request of one session. */
  private final class Exchange {
    private final McpSession session;
    private final boolean withoutId;
    private final ServerRequest request;
    private final ServerResponse response;
    private final byte[] body;
    private boolean initializes;

    Exchange(
        McpSession session,
        boolean withoutId,
        ServerRequest request,
        ServerResponse response,
        byte[] body) {
      this.session = session;
      this.withoutId = withoutId;
      this.request = request;
      this.response = response;
      this.body = body;
    }

    void handle() throws InterruptedException {
      Method method = request.prologue().method();
      if (method.equals(Method.POST) && !hasJsonBody()) {
        response
            .status(Status.BAD_REQUEST_400)
            .send("Invalid Content-Type header".getBytes(StandardCharsets.US_ASCII));
      } else if (session.state.get() == McpSession.State.DELETED) {
        fail(Status.NOT_FOUND_404, "Not Found: Session has been terminated");
      } else if (method.equals(Method.POST)) {
        post();
      } else if (method.equals(Method.GET)) {
        get();
      } else if (method.equals(Method.DELETE)) {
        delete();
      } else {
        response.header(HeaderNames.ALLOW, "GET, POST, DELETE");
        fail(Status.METHOD_NOT_ALLOWED_405, "Method Not Allowed");
      }
    }

    private boolean hasJsonBody() {
      return Headers.of(request, HeaderNames.CONTENT_TYPE).orElse("").startsWith(JSON);
    }

    private void post() throws InterruptedException {
      if (!Headers.accepts(request, JSON) || !Headers.accepts(request, EVENTS)) {
        fail(
            Status.NOT_ACCEPTABLE_406,
            "Not Acceptable: Client must accept both application/json and text/event-stream");
        return;
      }
      Incoming message = Incoming.parse(body);
      if (message instanceof Incoming.Invalid invalid) {
        fail(Status.BAD_REQUEST_400, invalid.code(), invalid.text());
        return;
      }
      initializes =
          message instanceof Incoming.Request r && r.method().equals("initialize") && withoutId;
      boolean isInitialize =
          message instanceof Incoming.Request r && r.method().equals("initialize");
      if (!isInitialize && !hasValidHeaders()) {
        return;
      }
      if (message instanceof Incoming.Request r && isNotFound(r)) {
        fail(Status.NOT_FOUND_404, "Session not found");
        return;
      }
      switch (message) {
        case Incoming.Request r -> answer(r);
        case Incoming.Notification n -> {
          methods.notification(session, n);
          accepted();
        }
        case Incoming.Response r -> accepted();
        case Incoming.Invalid i -> throw new IllegalStateException("Answered above.");
      }
    }

    private boolean isNotFound(Incoming.Request asked) {
      return environment.faults().isNotFound(asked.method())
          || environment.faults().isNotFound(asked.params().path("name").asText(""));
    }

    private void accepted() {
      response
          .status(Status.ACCEPTED_202)
          .header(HeaderNames.CONTENT_TYPE, JSON)
          .header(Headers.SESSION_ID, session.id)
          .send();
    }

    private void answer(Incoming.Request message) throws InterruptedException {
      EventStream stream = session.expectAnswer(message.id());
      if (environment.faults().answersAsJson()) {
        methods.request(session, message);
        JsonNode answer = stream.awaitAnswer();
        Thread.sleep(environment.faults().answerDelay());
        freeze.pass();
        json(Status.OK_200, answer);
        return;
      }
      // Before the headers, so that a cancellation finds the request: the client may send one as
      // soon as it receives the headers. The request is executed even if the client disconnects.
      methods.request(session, message);
      EventStreamResponse out = EventStreamResponse.open(response, session.id);
      Thread.sleep(environment.faults().answerDelay());
      stream.serve(out, freeze, environment.options().pingPeriod().toNanos(), true);
    }

    private void get() throws InterruptedException {
      if (!Headers.accepts(request, EVENTS)) {
        fail(Status.NOT_ACCEPTABLE_406, "Not Acceptable: Client must accept text/event-stream");
        return;
      }
      if (!hasValidHeaders()) {
        return;
      }
      if (environment.faults().isNotFound("GET")) {
        fail(Status.NOT_FOUND_404, "Session not found");
        return;
      }
      if (Headers.of(request, Headers.LAST_EVENT_ID).isPresent()) {
        response
            .status(Status.INTERNAL_SERVER_ERROR_500)
            .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
            .send("Internal Server Error".getBytes(StandardCharsets.US_ASCII));
        return;
      }
      EventStream stream = new EventStream();
      if (!session.notifications.compareAndSet(null, stream)) {
        fail(Status.CONFLICT_409, "Conflict: Only one SSE stream is allowed per session");
        return;
      }
      serveNotifications(stream);
    }

    private void serveNotifications(EventStream stream) throws InterruptedException {
      try {
        response.header(HeaderNames.CONNECTION, "close");
        EventStreamResponse out = EventStreamResponse.open(response, session.id);
        ConnectionCapture.watchForHangUp(() -> hungUp(stream));
        environment.changes().happened();
        stream.serve(out, freeze, environment.options().pingPeriod().toNanos(), false);
      } finally {
        session.notifications.compareAndSet(stream, null);
        environment.changes().happened();
      }
      // The watching thread reads from this connection, so it cannot serve another request.
      throw new CloseConnectionException("The event stream has ended.");
    }

    private void hungUp(EventStream stream) {
      if (environment.faults().noticesHangUps()) {
        session.notifications.compareAndSet(stream, null);
        stream.breakOffNow();
        environment.changes().happened();
      }
    }

    private void delete() {
      if (!hasValidHeaders()) {
        return;
      }
      registry.delete(session);
      response
          .status(Status.OK_200)
          .header(HeaderNames.CONTENT_TYPE, JSON)
          .header(Headers.SESSION_ID, session.id)
          .send();
    }

    private boolean hasValidHeaders() {
      if (withoutId) {
        fail(Status.BAD_REQUEST_400, "Bad Request: Missing session ID");
        return false;
      }
      Optional<String> version = Headers.of(request, Headers.PROTOCOL_VERSION);
      if (version.isPresent() && !McpMethods.VERSIONS.contains(version.get())) {
        fail(
            Status.BAD_REQUEST_400,
            "Bad Request: Unsupported protocol version: "
                + version.get()
                + ". Supported versions: 2024-11-05, 2025-03-26, 2025-06-18");
        return false;
      }
      return true;
    }

    private void fail(Status status, String text) {
      fail(status, JsonRpc.INVALID_REQUEST, text);
    }

    private void fail(Status status, int code, String text) {
      json(status, JsonRpc.transportError(code, text));
    }

    private void json(Status status, JsonNode json) {
      byte[] bytes = bytes(json);
      response
          .status(status)
          .header(HeaderNames.CONTENT_TYPE, JSON)
          .header(Headers.SESSION_ID, session.id);
      if (request.prologue().method().equals(Method.HEAD)) {
        response.headers().contentLength(bytes.length);
        response.send();
      } else {
        response.send(bytes);
      }
    }
  }
}
