package ai.joinly.manager.mcp.transport;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.mcp.McpClient;
import ai.joinly.manager.mcp.McpEventStream;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpLimits;
import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.mcp.McpStreamListener;
import ai.joinly.manager.mcp.RawServer;
import ai.joinly.manager.mcp.RawServer.Reply;
import ai.joinly.manager.mcp.RpcMessages;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers and event streams of a server that no memory could hold. */
class LargeMcpAnswerTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LONG = Duration.ofSeconds(20);

  private final McpHttp http = McpHttp.create(LONG);
  private RawServer server;

  @AfterEach
  void stop() throws Exception {
    http.close();
    server.close();
  }

  /** Answers {@code initialize} as it should, and all else with what has no end. */
  private McpSession session(String beginning, String again) throws Exception {
    server =
        new RawServer(
            (request, reply) -> {
              if (request.body().contains("\"initialize\"")) {
                reply.begin("mcp-session-id: s1");
                reply.event(
                    "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}}"
                        .formatted(JSON.readTree(request.body()).path("id").asText()));
                reply.end();
              } else {
                endless(reply, beginning, again);
              }
            });
    McpClient client = new McpClient(http, server.uri("/mcp"), new McpLimits(4_000_000, 16_384));
    return client.start(Map.of(), LONG).await(LONG);
  }

  private static void endless(Reply reply, String beginning, String again) throws IOException {
    String block = again.repeat(Math.max(1, 65_536 / again.length()));
    reply.raw(beginning);
    while (true) {
      reply.raw(block);
    }
  }

  private McpException failure(McpSession session) {
    return assertThrows(
        McpException.class,
        () -> session.callTool(session.newRequestId(), "t", RpcMessages.object(), LONG));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
        "Content-Length: 9223372036854775807\r\n\r\n",
        "\r\n",
      })
  void anAnswerWithoutAnEndIsReadUpToTheLimit(String framing) throws Exception {
    McpSession session =
        session("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + framing, "{\"jsonrpc\"");
    String sentence = failure(session).userMessage();
    assertTrue(sentence.contains("more than 4000000 bytes"), sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: x\n\n", ": comment\n", "data: more\n", "x", "id: 7\n"})
  void anEventStreamInOneChunkIsReadUpToTheLimit(String line) throws Exception {
    McpSession session =
        session(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
                + "\r\n7fffffff\r\nd",
            line);
    failure(session);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 ",
        "HTTP/1.1 200 OK\r\nX: ",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;",
        "HTTP/1.1 404 X\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
      })
  void aHeadALineOrAnErrorWithoutAnEndIsGivenUp(String beginning) throws Exception {
    failure(session(beginning, "aaaa"));
  }

  @Test
  void anAnswerOfTinyPartsIsNotMadeIntoATree() throws Exception {
    McpSession session =
        session("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"a\":[", "{},");
    failure(session);
  }

  /** The standalone stream goes on as before: there are thousands of them. */
  @Test
  void theStandaloneStreamInOneChunkIsCutAndOpenedAgain() throws Exception {
    McpSession session =
        session(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
                + "\r\n7fffffff\r\ndata: ",
            "x");
    AtomicInteger opened = new AtomicInteger();
    McpEventStream stream =
        session.openStream(
            new McpStreamListener() {
              @Override
              public void onOpened() {
                opened.incrementAndGet();
              }

              @Override
              public void onNotification(String method, JsonNode params) {}

              @Override
              public void onGap(Gap gap) {}

              @Override
              public void onLost() {}
            },
            LONG,
            new Random(1));
    eventually("it was opened again", () -> opened.get() >= 2);
    stream.close();
    assertEquals(0, http.waiting());
  }
}
