package ai.joinly.manager.mcp;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.mcp.RawServer.Handler;
import ai.joinly.manager.mcp.RawServer.Reply;
import ai.joinly.manager.mcp.RawServer.Request;
import ai.joinly.manager.mcp.transport.McpHttp;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms of the protocol that servers use in place of those in the specification. */
class McpProtocolTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final McpLimits LIMITS = new McpLimits(20_000, 2_000);
  private static final String BOM = "\uFEFF";

  private final McpHttp http = McpHttp.create(LONG);
  private RawServer server;
  private String sessionHeader = "mcp-session-id: s1";

  @AfterEach
  void stop() throws Exception {
    http.close();
    if (server != null) {
      server.close();
    }
  }

  private McpSession start(boolean sessionless, String version, Handler handler) throws Exception {
    server =
        new RawServer(
            (request, reply) -> {
              if (request.body().contains("\"initialize\"")) {
                reply.begin(sessionHeader);
                reply.event(
                    answer(
                        request,
                        "{\"protocolVersion\":\"%s\",\"capabilities\":{}}".formatted(version)));
                reply.end();
              } else {
                handler.handle(request, reply);
              }
            });
    return client(sessionless).start(Map.of(), LONG).await(LONG);
  }

  private McpClient client(boolean sessionless) {
    return new McpClient(http, server.uri("/mcp"), LIMITS, McpObserver.NONE, Map.of(), sessionless);
  }

  private McpSession session(Handler handler) throws Exception {
    return start(false, "2025-06-18", handler);
  }

  private static String id(Request request) throws Exception {
    return JSON.readTree(request.body()).path("id").asText();
  }

  private static String answer(Request request, String result) throws Exception {
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}".formatted(id(request), result);
  }

  private static String done(Request request) throws Exception {
    return answer(request, "{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}");
  }

  private static ToolOutcome call(McpSession session) throws Exception {
    return session.callTool(session.newRequestId(), "t", RpcMessages.object(), LONG);
  }

  private Request nextRequest() throws InterruptedException {
    Request request = server.requests.poll(10, TimeUnit.SECONDS);
    assertFalse(request == null, "there is another request");
    return request;
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2031-01-01"})
  void everyVersionFromTheFirstOnIsAcceptedAndSentFromThenOn(String version) throws Exception {
    McpSession session =
        start(
            false,
            version,
            (request, reply) -> reply.answer(200, "application/json", done(request)));
    assertEquals("done", call(session).text());
    assertEquals("", nextRequest().header("mcp-protocol-version"));
    assertEquals(version, nextRequest().header("mcp-protocol-version"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-10-07", "1.0", "", "2025-11-25\\r\\nx: y"})
  void anythingElseIsNoVersion(String version) {
    assertThrows(
        McpException.ProtocolViolation.class, () -> start(false, version, (request, reply) -> {}));
  }

  /** The body of an answer, with {@code @} for the message and {@code #} for its id. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text/event-stream | data: @\\n\\n",
        "text/event-stream | data: @\\r\\r",
        "text/event-stream | data:@\\r\\n\\r\\n",
        "text/event-stream | BOMdata: @\\n\\n",
        "text/event-stream | : hello\\n\\nretry: 3000\\n\\nid: 7\\n\\ndata: @\\n\\n",
        "text/event-stream | id: 1\\ndata: \\n\\nevent: ping\\ndata: \\n\\ndata: @\\n\\n",
        "text/event-stream | event: ping\\ndata: 2031-01-01\\n\\ndata: @\\n\\n",
        "text/event-stream | event: endpoint\\ndata: /messages?a=b\\n\\ndata: @\\n\\n",
        "text/event-stream | event:\\ndata: @\\n\\n",
        "text/event-stream | event: reply\\ndata: @\\n\\n",
        "text/event-stream | data: [{\"method\":\"notifications/progress\"},@]\\n\\n",
        "text/event-stream | @",
        "application/json | @",
        "application/json | BOM@",
        "application/json | [@]",
        "application/json | event: message\\ndata: @\\n\\n",
        "application/json; charset=utf-8 | \\n  @",
        "text/plain | @",
        "text/plain | data: @\\n\\n",
        "`` | @",
        "application/json |"
            + " {\"jsonrpc\":\"2.0\",\"id\":\"#\",\"error\":null,\"result\":{\"content\":\"done\"}}",
      })
  void anAnswerIsReadInEveryForm(String type, String body) throws Exception {
    McpSession session =
        session(
            (request, reply) -> {
              String sent =
                  body.replace("\\n", "\n")
                      .replace("\\r", "\r")
                      .replace("BOM", BOM)
                      .replace("#", id(request))
                      .replace("@", done(request));
              reply.answer(200, type == null ? "" : type, sent);
            });
    assertEquals("done", call(session).text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"server-error\"", "-"})
  void anErrorWithoutAnIdIsTheAnswer(String id) throws Exception {
    McpSession session =
        session(
            (request, reply) ->
                reply.answer(
                    200,
                    "application/json",
                    "{\"jsonrpc\":\"2.0\"%s,\"error\":{\"code\":-32602,\"message\":\"No.\"}}"
                        .formatted(id.equals("-") ? "" : ",\"id\":" + id)));
    McpException.RpcError error = assertThrows(McpException.RpcError.class, () -> call(session));
    assertEquals("No.", error.reason());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ping | {\"result\":{}}",
        "roots/list | {\"result\":{\"roots\":[]}}",
        "elicitation/create | {\"result\":{\"action\":\"decline\"}}",
        "sampling/createMessage | {\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}",
        "x/y | {\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}"
      })
  void whatAServerAsksDuringACallIsAnswered(String method, String expected) throws Exception {
    BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    McpSession session =
        session(
            (request, reply) -> {
              JsonNode message = JSON.readTree(request.body());
              if (!message.has("method")) {
                answers.add(message);
                reply.answer(202, "", "");
                return;
              }
              reply.begin();
              // In a batch, as 2025-03-26 has it, and alone.
              reply.event(
                  "[{\"jsonrpc\":\"2.0\",\"id\":\"q1\",\"method\":\"%s\"}]".formatted(method));
              reply.event(
                  "{\"jsonrpc\":\"2.0\",\"id\":\"q2\",\"method\":\"%s\"}".formatted(method));
              answers.take();
              answers.put(answers.take());
              reply.event(done(request)); // a server that waits for the answers
              reply.end();
            });
    assertEquals("done", call(session).text());
    JsonNode answer = answers.take();
    assertTrue(Set.of("q1", "q2").contains(answer.path("id").asText()));
    JsonNode wanted = JSON.readTree(expected);
    wanted.fieldNames().forEachRemaining(f -> assertEquals(wanted.get(f), answer.get(f)));
    for (Request request : server.requests) {
      boolean begins = request.body().contains("\"initialize\"");
      assertEquals(begins ? "" : "s1", request.header("mcp-session-id"));
    }
  }

  @Test
  void notificationsOnTheStreamOfACallArePassedOn() throws Exception {
    McpSession session =
        session(
            (request, reply) -> {
              reply.begin();
              for (String method : List.of("progress", "message", "tools/list_changed")) {
                reply.event(
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/%s\"}".formatted(method));
              }
              reply.event(done(request));
              reply.end();
            });
    List<String> heard = new java.util.concurrent.CopyOnWriteArrayList<>();
    session.onNotification(heard::add);
    call(session);
    assertEquals(
        List.of(
            "notifications/progress", "notifications/message", "notifications/tools/list_changed"),
        heard);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAnswerThatTheServerInterruptsIsGoneOnWithWhereItEnded(boolean properly) throws Exception {
    LinkedBlockingQueue<String> call = new LinkedBlockingQueue<>();
    McpSession session =
        session(
            (request, reply) -> {
              if (request.method().equals("GET")) {
                resume(request, reply, call);
                return;
              }
              call.put(done(request));
              reply.begin();
              reply.chunk("id: e1\nretry: 50\ndata: \n\n");
              if (properly) {
                reply.end();
              } else {
                reply.cut();
              }
            });
    assertEquals("done", call(session).text());
    assertEquals(1, server.requests.stream().filter(r -> r.body().contains("tools/call")).count());
  }

  private static void resume(Request request, Reply reply, BlockingQueue<String> call)
      throws Exception {
    assertEquals("s1", request.header("mcp-session-id"));
    reply.begin();
    if (request.header("last-event-id").equals("e1")) {
      reply.chunk("id: e2\ndata: \n\n"); // not yet
    } else if (request.header("last-event-id").equals("e2")) {
      reply.event(call.take());
    }
    reply.end();
  }

  @Test
  void aRequestThatIsOnlyAcceptedIsAnsweredOnTheOtherStream() throws Exception {
    LinkedBlockingQueue<String> call = new LinkedBlockingQueue<>();
    McpSession session =
        session(
            (request, reply) -> {
              if (request.method().equals("GET")) {
                reply.begin();
                reply.event(call.take());
                reply.end();
              } else {
                call.put(done(request));
                reply.answer(202, "", "");
              }
            });
    assertEquals("done", call(session).text());
  }

  @Test
  void aCallWhoseSessionIsLostWhileItIsGoneOnWithIsNoCallThatDidNothing() throws Exception {
    McpSession session =
        session(
            (request, reply) -> {
              if (request.method().equals("GET")) {
                reply.answer(404, "text/plain", "Session not found");
              } else {
                reply.begin();
                reply.chunk("id: e1\nretry: 50\ndata: \n\n");
                reply.end();
              }
            });
    assertThrows(McpException.BrokenOff.class, () -> call(session));
  }

  @Test
  void nothingIsGoneOnWithWithoutASession() {
    assertThrows(
        McpException.BrokenOff.class,
        () -> {
          server =
              new RawServer(
                  (request, reply) -> {
                    reply.begin("mcp-session-id: s1");
                    reply.chunk("id: e1\nretry: 50\ndata: \n\n");
                    reply.end();
                  });
          client(false).start(Map.of(), LONG).await(LONG);
        });
    assertEquals(1, server.requests.size(), "a GET without a session would make one");
  }

  /** What is said of a session that is not known, with {@code s1} for its id. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | text/plain | ''",
        "404 | application/json | {\"error\":{\"code\":-32001,\"message\":\"Session not found\"}}",
        "400 | text/plain | Bad Request: No valid session ID provided",
        "400 | application/json | {\"error\":{\"code\":-32001,\"message\":\"Session not found\"}}",
        "400 | application/json | {\"error\":{\"code\":-32000,\"message\":\"Bad Request: Server not"
            + " initialized\"},\"id\":null}",
        "400 | application/json | {\"error\":\"Session s1 does not exist\"}",
        "401 | application/json | {\"detail\":\"Invalid or expired session\"}",
        "410 | text/plain | Session terminated",
        "500 | application/json | {\"error\":{\"code\":-32001,\"message\":\"Session not found\"}}",
        "500 | text/plain | session not found",
        "200 | application/json | {\"id\":#,\"error\":{\"code\":-32001,\"message\":\"Session not"
            + " found\"}}",
        "200 | application/json | {\"id\":null,\"error\":{\"code\":-32600,\"message\":\"Session not"
            + " found\"}}",
        "200 | application/json |"
            + " {\"id\":\"server-error\",\"error\":{\"code\":-32600,\"message\":\"Bad Request:"
            + " Missing session ID\"}}",
        "200 | application/json | {\"id\":#,\"error\":{\"code\":-32002,\"message\":\"Server not"
            + " initialized\"}}",
        "200 | application/json | {\"id\":#,\"error\":{\"code\":\"-32001\",\"message\":\"Unknown"
            + " session: s1\"}}",
        "200 | text/event-stream | data: {\"id\":#,\"error\":{\"code\":-32001,\"message\":\"Session"
            + " not found\"}}\\n"
            + "\\n",
      })
  void aLostSessionIsRecognizedInEachForm(int status, String type, String body) throws Exception {
    assertEquals("SessionLost", failure(status, type, body).getClass().getSimpleName());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | {\"id\":#,\"error\":{\"code\":-32000,\"message\":\"Browser session not found\"}} |"
            + " RpcError",
        "200 | {\"id\":#,\"error\":{\"code\":-32602,\"message\":\"Unknown session\"}} | RpcError",
        "200 | {\"id\":#,\"error\":{\"code\":-32001,\"message\":\"Request timed out\"}} | RpcError",
        "200 | {\"id\":#,\"error\":{\"code\":-32002,\"message\":\"Resource not found\"}} |"
            + " RpcError",
        "200 | {\"id\":#,\"error\":{\"code\":0,\"message\":\"Request cancelled\"}} | RpcError",
        "500 | Internal Server Error | Unreachable",
        "500 | {\"error\":{\"code\":-32603,\"message\":\"The database session expired\"}} |"
            + " Unreachable",
        "400 | {\"error\":{\"code\":-32602,\"message\":\"Invalid arguments\"}} | Refused",
        "401 | Unauthorized | Refused",
      })
  void otherFailuresLoseNoSession(int status, String body, String expected) throws Exception {
    assertEquals(expected, failure(status, "application/json", body).getClass().getSimpleName());
  }

  private McpException failure(int status, String type, String body) throws Exception {
    McpSession session =
        session(
            (request, reply) ->
                reply.answer(status, type, body.replace("\\n", "\n").replace("#", id(request))));
    return assertThrows(McpException.class, () -> call(session));
  }

  @Test
  void anEmptySessionIdIsNone() throws Exception {
    sessionHeader = "Mcp-Session-Id: ";
    McpSession session =
        start(
            true,
            "2025-06-18",
            (request, reply) -> reply.answer(200, "application/json", done(request)));
    assertEquals("", session.id());
    assertEquals("done", call(session).text());
    for (Request request : server.requests) {
      assertFalse(request.headers().containsKey("mcp-session-id"));
    }
    server.close();
    assertThrows(
        McpException.ProtocolViolation.class,
        () -> start(false, "2025-06-18", (request, reply) -> {}));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405})
  void theFormerTransportIsNamed(int status) throws Exception {
    server =
        new RawServer(
            (request, reply) -> {
              if (request.method().equals("GET")) {
                reply.begin();
                reply.chunk("event: endpoint\r\ndata: /messages/?session_id=1\r\n\r\n");
                reply.hold();
              } else {
                reply.answer(status, "text/plain", "Method Not Allowed");
              }
            });
    McpException failure =
        assertThrows(
            McpException.ProtocolViolation.class,
            () -> client(true).start(Map.of(), LONG).await(LONG));
    assertTrue(failure.userMessage().contains("HTTP+SSE"), failure.userMessage());
    eventually("no connection is left", () -> server.openConnections() == 0);
    assertThrows(McpException.Refused.class, () -> client(false).start(Map.of(), LONG).await(LONG));
    assertEquals(
        1,
        server.requests.stream().filter(r -> r.method().equals("GET")).count(),
        "a joinly server is not asked without a session");
  }

  @Test
  void aListOfToolsIsReadWithAllItsOddities() throws Exception {
    McpSession session =
        session(
            (request, reply) ->
                reply.answer(
                    200,
                    "application/json",
                    answer(
                        request,
                        """
                        {"nextCursor":null,"tools":[{"name":"a"},{"description":"no name"},7,null,\
                        {"name":"b","title":"B","description":null,"inputSchema":null},\
                        {"name":"c/d e","description":"C","inputSchema":{"type":"object"}},\
                        {"name":"a","description":"again"}]}\
                        """)));
    String any = "{\"type\":\"object\"}";
    assertEquals(
        List.of(
            new ToolDescription("a", "", any),
            new ToolDescription("b", "B", any),
            new ToolDescription("c/d e", "C", any),
            new ToolDescription("a", "again", any)),
        session.listTools(LONG));
  }

  @Test
  @SuppressWarnings("try")
  void aStreamGoesOnAfterEventsThatAreNoMessages() throws Exception {
    McpSession session =
        session(
            (request, reply) -> {
              reply.begin();
              reply.chunk(BOM + "id: 1\ndata: \n\nevent: ping\ndata: \n\ndata: [DONE]\n\n");
              reply.chunk("data: not JSON\n\nevent: endpoint\ndata: /x\n\n");
              reply.event("[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}]");
              reply.hold();
            });
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (McpEventStream stream =
        session.openStream(
            new McpStreamListener() {
              @Override
              public void onOpened() {}

              @Override
              public void onNotification(String method, JsonNode params) {
                heard.add(method);
              }

              @Override
              public void onGap(Gap gap) {
                heard.add(gap.name());
              }

              @Override
              public void onLost() {}
            },
            LONG,
            java.util.random.RandomGenerator.getDefault())) {
      assertEquals("notifications/x", heard.poll(10, TimeUnit.SECONDS));
    }
  }
}
