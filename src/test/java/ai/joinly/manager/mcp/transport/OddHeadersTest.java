package ai.joinly.manager.mcp.transport;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.mcp.McpClient;
import ai.joinly.manager.mcp.McpEventStream;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpLimits;
import ai.joinly.manager.mcp.McpObserver;
import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.mcp.McpStreamListener;
import ai.joinly.manager.mcp.RawServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Session ids and streams in forms that no proper server sends. */
class OddHeadersTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final McpLimits LIMITS = new McpLimits(20_000, 2_000);

  private final McpHttp http = McpHttp.create(LIMIT);
  private RawServer server;

  @AfterEach
  void stop() throws Exception {
    http.close();
    if (server != null) {
      server.close();
    }
  }

  private McpSession start(String header, boolean sessionless, RawServer.Handler others)
      throws Exception {
    server =
        new RawServer(
            (request, reply) -> {
              if (!request.body().contains("\"initialize\"")) {
                others.handle(request, reply);
                return;
              }
              reply.begin(header);
              reply.event(
                  "{\"id\":%s,\"result\":{\"protocolVersion\":\"2025-06-18\"}}"
                      .formatted(JSON.readTree(request.body()).path("id").asText()));
              reply.end();
            });
    return new McpClient(http, server.uri("/mcp"), LIMITS, McpObserver.NONE, Map.of(), sessionless)
        .start(Map.of(), LIMIT)
        .await(LIMIT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mcp-session-id:", "mcp-session-id: ", "mcp-session-id: \t"})
  void anEmptySessionIdIsNone(String header) throws Exception {
    McpException refused =
        assertThrows(McpException.class, () -> start(header, false, (request, reply) -> {}));
    assertEquals("The server sent no valid session id", refused.userMessage());
    server.close();
    assertEquals("", start(header, true, (request, reply) -> {}).id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "\u00e4\u00f6", "\"x\"", "a,b", "a:b;c"})
  void anOddSessionIdIsUsedOrRefusedWithASentence(String id) throws Exception {
    try {
      McpSession session =
          start(
              "mcp-session-id: " + id,
              false,
              (request, reply) ->
                  reply.answer(
                      200,
                      "application/json",
                      "{\"id\":%s,\"result\":{}}"
                          .formatted(JSON.readTree(request.body()).path("id").asText())));
      session.ping(LIMIT);
      server.requests.take();
      assertEquals(session.id(), server.requests.take().header("mcp-session-id"));
    } catch (McpException e) {
      assertTrue(e.userMessage().contains("session id"), e.userMessage());
    }
  }

  @Test
  void aByteOrderMarkBeforeAStreamIsSkipped() throws Exception {
    McpSession session =
        start(
            "mcp-session-id: s1",
            false,
            (request, reply) -> {
              reply.begin();
              reply.chunk("\uFEFFdata: {\"method\":\"x/y\"}\r\n\r\n");
              reply.hold();
            });
    List<String> heard = new CopyOnWriteArrayList<>();
    McpEventStream stream =
        session.openStream(
            new McpStreamListener() {
              @Override
              public void onOpened() {}

              @Override
              public void onNotification(String method, JsonNode params) {
                heard.add(method);
              }

              @Override
              public void onGap(Gap gap) {}

              @Override
              public void onLost() {}
            },
            LIMIT,
            () -> 0);
    try {
      eventually("heard", () -> heard.equals(List.of("x/y")));
    } finally {
      stream.close();
    }
  }
}
