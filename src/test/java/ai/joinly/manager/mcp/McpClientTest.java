package ai.joinly.manager.mcp;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.mcp.RawServer.Handler;
import ai.joinly.manager.mcp.RawServer.Request;
import ai.joinly.manager.mcp.transport.McpHttp;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against servers that answer in every way, well and badly. */
class McpClientTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final McpLimits LIMITS = new McpLimits(20_000, 2_000);
  private static final String SECRET = "what Ada said";

  private final McpHttp http = McpHttp.create(LONG);
  private RawServer server;

  @AfterEach
  void stop() throws Exception {
    http.close();
    if (server != null) {
      server.close();
    }
  }

  private McpClient client(Handler handler) throws Exception {
    server = new RawServer(handler);
    return new McpClient(http, server.uri("/mcp/"), LIMITS);
  }

  /** A session whose requests after the start go to {@code handler}. */
  private McpSession session(Handler handler) throws Exception {
    return client(
            (request, reply) -> {
              if (request.body().contains("\"initialize\"")) {
                reply.begin("mcp-session-id: s1");
                reply.event(initialized(request, "2025-06-18"));
                reply.end();
              } else {
                handler.handle(request, reply);
              }
            })
        .start(Map.of(), LONG)
        .await(LONG);
  }

  private static String initialized(Request request, String version) throws Exception {
    return result(
        request,
        """
        {"protocolVersion":"%s","capabilities":{},"serverInfo":{"name":"x","version":"1.12.0"}}\
        """
            .formatted(version));
  }

  private static String result(Request request, String result) throws Exception {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id(request) + ",\"result\":" + result + "}";
  }

  private static long id(Request request) throws Exception {
    return JSON.readTree(request.body()).path("id").asLong();
  }

  @Test
  void knowsTheSessionAsSoonAsTheHeadersHaveCome() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    McpStart start =
        client(
                (request, reply) -> {
                  reply.begin("mcp-session-id: early");
                  go.await();
                  reply.event(initialized(request, "2025-03-26"));
                  reply.end();
                })
            .start(Map.of("joinly-settings", "{}"), LONG);
    assertEquals("early", start.awaitNamed(LONG).orElseThrow().id());
    assertThrows(McpException.TimedOut.class, () -> start.await(SHORT));
    go.countDown();
    McpSession session = start.await(LONG);
    assertEquals("2025-03-26", session.server().orElseThrow().protocolVersion());
    assertEquals("{}", server.requests.take().header("joinly-settings"));
  }

  @Test
  void tellsAStartThatIsBrokenOffFromOneThatNeverBegan() throws Exception {
    McpStart broken =
        client(
                (request, reply) -> {
                  reply.begin("mcp-session-id: s1");
                  reply.cut();
                })
            .start(Map.of(), LONG);
    assertThrows(McpException.BrokenOff.class, () -> broken.await(LONG));
    assertTrue(broken.awaitNamed(LONG).isPresent());
    server.close();

    McpStart ended =
        client(
                (request, reply) -> {
                  reply.begin("mcp-session-id: s1");
                  reply.end();
                })
            .start(Map.of(), LONG);
    assertThrows(McpException.BrokenOff.class, () -> ended.await(LONG));
    server.close();

    McpStart cut = client((request, reply) -> reply.cut()).start(Map.of(), LONG);
    assertThrows(McpException.Unreachable.class, () -> cut.await(LONG));
    assertEquals(Optional.empty(), cut.awaitNamed(LONG));
  }

  @Test
  void refusesAnUnknownProtocolVersionAndAServerWithoutSessions() throws Exception {
    McpStart strange =
        client(
                (request, reply) ->
                    reply.answer(
                        200, "application/json", initialized(request, "1.0"), "mcp-session-id: s1"))
            .start(Map.of(), LONG);
    assertThrows(McpException.ProtocolViolation.class, () -> strange.await(LONG));
    server.close();
    McpStart stateless =
        client(
                (request, reply) ->
                    reply.answer(200, "application/json", initialized(request, "2025-06-18")))
            .start(Map.of(), LONG);
    assertThrows(McpException.ProtocolViolation.class, () -> stateless.await(LONG));
  }

  @Test
  void takesAnswersAsPlainJsonAndAmongOtherMessages() throws Exception {
    McpSession session =
        session(
            (request, reply) -> {
              if (request.body().contains("plain")) {
                reply.answer(
                    200,
                    "application/json; charset=utf-8",
                    result(request, "{\"contents\":[{\"text\":\"as JSON\"}]}"));
              } else {
                reply.begin();
                reply.event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}");
                reply.event("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
                reply.chunk(": ping\r\n\r\n");
                reply.event(result(request, "{\"contents\":[{\"text\":\"as event\"}]}"));
                reply.hold(); // what comes after the answer is nobody's business
              }
            });
    assertEquals("as JSON", session.readResource("test://plain", LONG));
    assertEquals("as event", session.readResource("test://stream", LONG));
  }

  @ParameterizedTest
  @CsvSource({
    "400, Bad Request: No valid session ID provided, SessionLost",
    "404, {}, SessionLost",
    "400, {\"error\":\"Parse error: what Ada said\"}, Refused",
    "401, what Ada said, Refused",
    "503, what Ada said, Unreachable",
    "429, what Ada said, Unreachable",
    "202, '', ProtocolViolation",
    "200, what Ada said, ProtocolViolation",
  })
  void tellsByTheStatusWhatAFailureMeansAndQuotesNothing(int status, String body, String type)
      throws Exception {
    McpSession session = session((request, reply) -> reply.answer(status, "text/plain", body));
    McpException failure = assertThrows(McpException.class, () -> session.ping(LONG));
    assertEquals(type, failure.getClass().getSimpleName());
    assertFalse(failure.toString().contains(SECRET));
  }

  @Test
  void aJsonRpcErrorIsToldWithItsCodeAndNotQuotedInTheMessage() throws Exception {
    McpSession session =
        session(
            (request, reply) ->
                reply.answer(
                    200,
                    "application/json",
                    "{\"jsonrpc\":\"2.0\",\"id\":%d,\"error\":{\"code\":0,\"message\":\"%s\"}}"
                        .formatted(id(request), SECRET)));
    McpException.RpcError error =
        assertThrows(McpException.RpcError.class, () -> session.readResource("x://y", LONG));
    assertEquals(0, error.code());
    assertEquals(SECRET, error.reason());
    assertFalse(error.toString().contains(SECRET));
  }

  @ParameterizedTest
  @ValueSource(ints = {307, 308})
  void followsARedirectWithMethodBodyAndHeadersKept(int status) throws Exception {
    McpClient client =
        client(
            (request, reply) -> {
              if (request.path().equals("/mcp/")) {
                reply.answer(status, "", "", "Location: " + server.uri("/mcp"));
              } else {
                reply.answer(
                    200,
                    "application/json",
                    initialized(request, "2025-06-18"),
                    "mcp-session-id: s1");
              }
            });
    client.start(Map.of("joinly-settings", "{\"name\":\"Ada\"}"), LONG).await(LONG);
    Request first = server.requests.take();
    Request second = server.requests.take();
    assertEquals("POST", second.method());
    assertEquals(first.body(), second.body());
    assertEquals("{\"name\":\"Ada\"}", second.header("joinly-settings"));
    client.start(Map.of(), LONG).await(LONG);
    assertEquals("/mcp", server.requests.take().path(), "the way is remembered");
  }

  @Test
  void followsNoRedirectToAnotherOriginOrWithoutEnd() throws Exception {
    try (RawServer other = new RawServer((request, reply) -> reply.answer(200, "", ""))) {
      McpStart away =
          client((q, reply) -> reply.answer(307, "", "", "Location: " + other.uri("/mcp/")))
              .start(Map.of(), LONG);
      assertThrows(McpException.ProtocolViolation.class, () -> away.await(LONG));
      assertEquals(0, other.requests.size());
    }
    server.close();
    McpStart round =
        client((q, reply) -> reply.answer(307, "", "", "Location: /mcp/")).start(Map.of(), LONG);
    assertThrows(McpException.ProtocolViolation.class, () -> round.await(LONG));
    assertEquals(4, server.requests.size());
    server.close();
    McpStart nowhere = client((q, reply) -> reply.answer(307, "", "")).start(Map.of(), LONG);
    assertThrows(McpException.ProtocolViolation.class, () -> nowhere.await(LONG));
  }

  @Test
  void theLimitIsForTheWholeCallHoweverLivelyTheServerIs() throws Exception {
    McpSession session =
        session(
            (request, reply) -> {
              reply.begin();
              while (true) {
                reply.chunk(": ping\r\n\r\n");
                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
              }
            });
    assertThrows(McpException.TimedOut.class, () -> session.ping(SHORT));
    eventually("the connection is cut", () -> server.openConnections() == 0);
  }

  @Test
  void theLimitIsForAServerThatAcceptsAndSaysNothingToo() throws Exception {
    McpSession session = session((request, reply) -> reply.hold());
    assertThrows(McpException.TimedOut.class, () -> session.ping(SHORT));
    eventually("the connection is cut", () -> server.openConnections() == 0);
  }

  @Test
  void anInterruptEndsTheWaitingAtOnce() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    McpSession session =
        session(
            (request, reply) -> {
              asked.countDown();
              reply.hold();
            });
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread caller =
        Thread.ofPlatform()
            .start(
                () ->
                    outcome.complete(
                        assertThrows(InterruptedException.class, () -> session.ping(LONG))));
    asked.await();
    caller.interrupt();
    assertInstanceOf(InterruptedException.class, outcome.get(5, TimeUnit.SECONDS));
    eventually("the connection is cut", () -> server.openConnections() == 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void limitsTheSizeOfAnAnswer(boolean asJson) throws Exception {
    McpSession session =
        session(
            (request, reply) -> {
              String large = result(request, "{\"x\":\"" + "x".repeat(30_000) + "\"}");
              if (asJson) {
                reply.answer(200, "application/json", large);
              } else {
                reply.begin();
                reply.event(large);
                reply.end();
              }
            });
    assertThrows(McpException.ProtocolViolation.class, () -> session.ping(LONG));
  }

  @Test
  void tellsAnAddressWhereNobodyIs() throws Exception {
    URI gone;
    try (RawServer closed = new RawServer((request, reply) -> {})) {
      gone = closed.uri("/mcp/");
    }
    for (URI uri : new URI[] {gone, URI.create("http://nobody.invalid/mcp/")}) {
      McpStart start = new McpClient(McpHttp.create(LONG), uri, LIMITS).start(Map.of(), LONG);
      assertThrows(McpException.Unreachable.class, () -> start.await(LONG), uri.toString());
    }
  }

  @Test
  void listsToolsPageByPageButNotForEver() throws Exception {
    McpSession session =
        session(
            (request, reply) -> {
              String cursor = JSON.readTree(request.body()).at("/params/cursor").asText("1");
              reply.answer(
                  200,
                  "application/json",
                  result(
                      request,
                      """
                      {"tools":[{"name":"tool-%s","inputSchema":{"type":"object","a":1},"outputSchema":{}}]%s}\
                      """
                          .formatted(cursor, cursor.equals("3") ? "" : next(cursor))));
            });
    assertEquals(
        "[tool-1, tool-2, tool-3]",
        session.listTools(LONG).stream().map(ToolDescription::name).toList().toString());
    assertEquals("{\"type\":\"object\",\"a\":1}", session.listTools(LONG).getFirst().inputSchema());
    server.close();
    McpSession endless =
        session(
            (request, reply) ->
                reply.answer(
                    200,
                    "application/json",
                    result(request, "{\"tools\":[],\"nextCursor\":\"again\"}")));
    assertEquals(java.util.List.of(), endless.listTools(LONG));
    assertEquals(3, server.requests.size(), "the same page twice is enough");
  }

  private static String next(String cursor) {
    return ",\"nextCursor\":\"" + (Integer.parseInt(cursor) + 1) + "\"";
  }

  /** Answers on connections that stay open, and counts them by the thread that serves each. */
  private McpSession keeping(Set<Thread> connections, Handler each) throws Exception {
    return session(
        (request, reply) -> {
          connections.add(Thread.currentThread());
          each.handle(request, reply);
        });
  }

  private static void answerAndHold(Request request, RawServer.Reply reply) throws Exception {
    reply.begin();
    reply.event(result(request, "{\"contents\":[{\"text\":\"[]\"}],\"content\":[]}"));
    reply.end();
    reply.hold();
  }

  @Test
  void readsOverOneConnectionAgainAndAgainButCallsToolsOverTheirOwn() throws Exception {
    Set<Thread> connections = ConcurrentHashMap.newKeySet();
    McpSession session = keeping(connections, McpClientTest::answerAndHold);
    session.readResource("x", LONG);
    eventually("the connection waits", () -> server.openConnections() == 1);
    for (int i = 0; i < 20; i++) {
      session.readResource("x", LONG);
    }
    int readers = connections.size();
    assertTrue(readers < 10, () -> "mostly the same connection, not " + readers);
    session.callTool(session.newRequestId(), "speak_text", RpcMessages.object(), LONG);
    session.callTool(session.newRequestId(), "speak_text", RpcMessages.object(), LONG);
    assertEquals(readers + 2, connections.size());
    for (Request request : server.requests) {
      boolean alone = !request.body().contains("resources/read");
      assertEquals(alone, request.header("connection").equalsIgnoreCase("close"), request.body());
    }
  }

  @Test
  void aReadingOverAConnectionThatTheServerHasClosedIsSentOnceMore() throws Exception {
    Set<Thread> connections = ConcurrentHashMap.newKeySet();
    AtomicInteger cut = new AtomicInteger();
    McpSession session =
        session(
            (request, reply) -> {
              if (!connections.add(Thread.currentThread()) && cut.getAndIncrement() == 0) {
                reply.cut();
              } else {
                answerAndHold(request, reply);
              }
            });
    for (int i = 0; i < 10_000 && cut.get() == 0; i++) { // until a connection was used again
      assertEquals("[]", session.readResource("x", LONG));
    }
    assertTrue(cut.get() > 0);
  }

  @Test
  void whatFailsOnAFreshConnectionFails() throws Exception {
    AtomicInteger readings = new AtomicInteger();
    McpSession session =
        session(
            (request, reply) -> {
              if (readings.incrementAndGet() > 1) {
                reply.cut();
              } else {
                answerAndHold(request, reply);
              }
            });
    session.readResource("x", LONG);
    assertThrows(McpException.class, () -> session.readResource("x", LONG));
    assertTrue(readings.get() <= 3, "at most once more");
  }

  @Test
  void aToolIsNeverCalledTwice() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    McpSession session =
        session(
            (request, reply) -> {
              if (request.body().contains("tools/call")) {
                calls.incrementAndGet();
                reply.cut();
              } else {
                answerAndHold(request, reply);
              }
            });
    session.readResource("x", LONG);
    eventually("a connection waits on which it could be called", () -> http.waiting() == 1);
    assertThrows(
        McpException.class,
        () -> session.callTool(session.newRequestId(), "speak_text", RpcMessages.object(), LONG));
    assertEquals(1, calls.get());
  }

  @Test
  void anAnswerThatGoesOnAfterItsResultHoldsNobodyUp() throws Exception {
    McpSession session =
        session(
            (request, reply) -> {
              reply.begin();
              reply.event(result(request, "{\"contents\":[{\"text\":\"[]\"}]}"));
              reply.hold();
            });
    assertEquals("[]", session.readResource("x", Duration.ofHours(1)));
    assertEquals("[]", session.readResource("x", Duration.ofHours(1)));
    eventually("its connections are cut", () -> server.openConnections() == 0);
  }

  @Test
  void idsAreNeverUsedTwiceAndHaveAtLeastSixteenDigits() throws Exception {
    McpSession session =
        session((request, reply) -> reply.answer(200, "application/json", result(request, "{}")));
    session.ping(LONG);
    session.ping(LONG);
    long last = 0;
    for (Request request : server.requests) {
      assertTrue(id(request) > last);
      last = id(request);
    }
    assertTrue(last < 1L << 53, "a JSON number that every language can hold");
    assertEquals(16, Long.toString(last).length());
  }

  @Test
  void aDeletionSucceedsWhereThereIsNothingToDelete() throws Exception {
    for (int status : new int[] {200, 204, 404, 405}) {
      McpSession session =
          session((request, reply) -> reply.answer(status, "", "Not Found: Session has ended"));
      session.delete(LONG);
      Request delete = server.requests.stream().reduce((a, b) -> b).orElseThrow();
      assertEquals("DELETE", delete.method());
      assertEquals("s1", delete.header("mcp-session-id"));
      assertEquals("2025-06-18", delete.header("mcp-protocol-version"));
      server.close();
    }
    McpSession busy = session((request, reply) -> reply.answer(503, "", ""));
    assertThrows(McpException.Unreachable.class, () -> busy.delete(LONG));
    server.close();
    McpSession hidden = session((request, reply) -> reply.answer(404, "", "404 page not found"));
    assertFalse(
        assertThrows(McpException.SessionLost.class, () -> hidden.delete(LONG))
            .isReportedByServer());
  }

  @Test
  void aClosedSessionAsksNothingButCanBeDeleted() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    McpSession session =
        session(
            (request, reply) -> {
              if (request.method().equals("DELETE")) {
                reply.answer(200, "", "");
              }
              asked.countDown();
              reply.hold();
            });
    CompletableFuture<McpException> waiting = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> waiting.complete(assertThrows(McpException.class, () -> session.ping(LONG))));
    asked.await();
    session.close();
    assertInstanceOf(McpException.class, waiting.get(5, TimeUnit.SECONDS));
    assertThrows(McpException.SessionLost.class, () -> session.ping(LONG));
    session.delete(LONG);
  }

  @Test
  void answersWhatTheServerAsks() throws Exception {
    McpSession session =
        session(
            (request, reply) -> {
              if (!request.body().contains("resources/read")) {
                reply.answer(202, "", "");
                return;
              }
              reply.begin();
              reply.event("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"ping\"}");
              reply.event("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"sampling/createMessage\"}");
              reply.event(result(request, "{\"contents\":[{\"text\":\"\"}]}"));
              reply.end();
            });
    session.readResource("x://y", LONG);
    eventually("both answers came", () -> server.requests.size() == 4);
    String answers = "";
    for (Request request : server.requests) {
      JsonNode message = JSON.readTree(request.body());
      answers += message.path("id").asText() + message.path("result") + message.at("/error/code");
    }
    assertTrue(answers.contains("q{}"), answers);
    assertTrue(answers.contains("7-32601"), answers);
  }
}
