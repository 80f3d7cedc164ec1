package ai.joinly.manager.mcp.transport;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.joinly.manager.mcp.McpClient;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpLimits;
import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.mcp.RawServer;
import ai.joinly.manager.mcp.RawServer.Handler;
import ai.joinly.manager.mcp.RawServer.Reply;
import ai.joinly.manager.mcp.RawServer.Request;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over which connections a session's requests go. */
class McpConnectionsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(10);

  private final McpHttp http = McpHttp.create(LONG);

  /** The server's threads: one for each connection. */
  private final Set<Thread> connections = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean first = new AtomicBoolean(true);
  private RawServer server;

  @AfterEach
  void stop() throws Exception {
    http.close();
    server.close();
  }

  /** A session at a server whose answer to the first request is another. */
  private McpSession session(Handler toTheFirst) throws Exception {
    server =
        new RawServer(
            (request, reply) -> {
              connections.add(Thread.currentThread());
              if (first.getAndSet(false)) {
                toTheFirst.handle(request, reply);
              } else {
                answer(request, reply);
              }
            });
    return new McpClient(http, server.uri("/mcp/"), new McpLimits(20_000, 2_000))
        .resume("s1", "2025-06-18", "1");
  }

  private static void answer(Request request, Reply reply) throws Exception {
    reply.answer(200, "application/json", result(request, "right"));
    reply.hold();
  }

  private static String result(Request request, String text) throws Exception {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":{\"contents\":[{\"text\":\"%s\"}]}}"
        .formatted(JSON.readTree(request.body()).path("id").asLong(), text);
  }

  @Test
  void anInterimAnswerEndsItsConnectionSinceTheFinalOneIsYetToCome() throws Exception {
    CountDownLatch refused = new CountDownLatch(1);
    McpSession session =
        session(
            (request, reply) -> {
              reply.last();
              reply.raw("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n");
              refused.await();
              answer(request, reply);
            });
    McpException.Refused e =
        assertThrows(McpException.Refused.class, () -> session.readResource("x", LONG));
    assertEquals(103, e.status());
    assertEquals(0, http.waiting());
    refused.countDown();
    assertEquals("right", session.readResource("x", LONG));
    assertEquals(2, connections.size());
  }

  @Test
  void anAnswerThatLastsUntilTheConnectionIsClosedEndsIt() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    McpSession session =
        session(
            (request, reply) -> {
              reply.last();
              reply.raw("HTTP/1.1 202 Accepted\r\n\r\n");
              told.await();
              reply.raw("HTTP/1.1 404 what follows belongs to the body\r\n\r\n");
              reply.hold();
            });
    session.initialized(LONG);
    told.countDown();
    assertEquals("right", session.readResource("x", LONG));
    assertEquals(2, connections.size());
  }

  @Test
  void anErrorLeavesItsConnectionForTheNextRequest() throws Exception {
    McpSession session =
        session(
            (request, reply) -> {
              reply.answer(503, "text/plain", "busy");
              reply.hold();
            });
    assertThrows(McpException.Unreachable.class, () -> session.readResource("x", LONG));
    assertEquals("right", session.readResource("x", LONG));
    assertEquals(1, server.openConnections());
  }

  @Test
  void afterTheEndNoConnectionStaysOpen() throws Exception {
    McpSession session = session(McpConnectionsTest::answer);
    session.readResource("x", LONG);
    eventually("the connection waits", () -> http.waiting() == 1);
    http.close();
    eventually("it is closed", () -> server.openConnections() == 0);
    session.readResource("x", LONG);
    eventually("the next as well", () -> server.openConnections() == 0);
  }
}
