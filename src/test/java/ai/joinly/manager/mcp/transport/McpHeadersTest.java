package ai.joinly.manager.mcp.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.mcp.McpClient;
import ai.joinly.manager.mcp.McpEventStream;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpLimits;
import ai.joinly.manager.mcp.McpObserver;
import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.mcp.McpStart;
import ai.joinly.manager.mcp.McpStreamListener;
import ai.joinly.manager.mcp.RawServer;
import ai.joinly.manager.mcp.RawServer.Handler;
import ai.joinly.manager.mcp.RawServer.Reply;
import ai.joinly.manager.mcp.RawServer.Request;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which headers go with which request, and where they never go. */
class McpHeadersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final McpLimits LIMITS = new McpLimits(20_000, 2_000);
  private static final String TOKEN = "Bearer s3cret-t0ken";
  private static final Map<String, String> HEADERS =
      Map.of("Authorization", TOKEN, "X-Tenant", "a, b; c=\"d\"");

  private RawServer server;

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private static void answer(Request request, Reply reply, String... headers) throws Exception {
    JsonNode id = JSON.readTree(request.body()).path("id");
    if (id.isMissingNode()) {
      reply.answer(202, "", "");
    } else {
      reply.answer(
          200,
          "application/json",
          """
          {"jsonrpc":"2.0","id":%s,"result":{"protocolVersion":"2025-06-18","tools":[],\
          "capabilities":{"tools":{"listChanged":true}},"content":[]}}"""
              .formatted(id),
          headers);
    }
  }

  private McpClient client(McpHttp http, URI uri, boolean sessionless) {
    return new McpClient(http, uri, LIMITS, McpObserver.NONE, HEADERS, sessionless);
  }

  private McpClient client(URI uri) {
    return client(McpHttp.create(LONG), uri, false);
  }

  @Test
  void headersOfAClientGoWithEveryRequest() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    server =
        new RawServer(
            (request, reply) -> {
              if (request.method().equals("GET")) {
                reply.begin();
                reply.event("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"ping\"}");
                reply.hold();
              } else if (request.body().contains("\"id\":\"q\"")) {
                reply.answer(202, "", "");
                answered.countDown();
              } else {
                answer(request, reply, "mcp-session-id: s1");
              }
            });
    McpSession session = client(server.uri("/mcp")).start(Map.of(), LONG).await(LONG);
    session.initialized(LONG);
    session.listTools(LONG);
    session.callTool(1, "t", JsonNodeFactory.instance.objectNode(), LONG);
    session.cancel(1, LONG);
    McpEventStream stream = session.openStream(new Deaf(), LONG, () -> 0);
    assertTrue(answered.await(10, TimeUnit.SECONDS), "the answer to the server's question");
    stream.close();
    session.delete(LONG);
    assertEquals(8, server.requests.size());
    for (Request request : server.requests) {
      assertEquals(TOKEN, request.header("authorization"), request.toString());
      assertEquals("a, b; c=\"d\"", request.header("x-tenant"), request.toString());
    }
    assertTrue(session.server().orElseThrow().toolListChanges());
  }

  @Test
  void headersOfAStartGoWithTheFirstRequestAlone() throws Exception {
    server = new RawServer((request, reply) -> answer(request, reply, "mcp-session-id: s1"));
    McpSession session =
        new McpClient(McpHttp.create(LONG), server.uri("/mcp"), LIMITS)
            .start(Map.of("joinly-settings", "{}"), LONG)
            .await(LONG);
    session.initialized(LONG);
    session.listTools(LONG);
    session.delete(LONG);
    List<String> values = server.requests.stream().map(r -> r.header("joinly-settings")).toList();
    assertEquals(List.of("{}", "", "", ""), values);
  }

  @Test
  void aServerWithoutSessionsIsAskedWithoutAnIdAndNotToEndOne() throws Exception {
    server = new RawServer((request, reply) -> answer(request, reply));
    McpSession session =
        client(McpHttp.create(LONG), server.uri("/mcp"), true).start(Map.of(), LONG).await(LONG);
    session.initialized(LONG);
    assertEquals(List.of(), session.listTools(LONG));
    session.delete(LONG);
    assertEquals(3, server.requests.size());
    assertTrue(server.requests.stream().noneMatch(r -> r.headers().containsKey("mcp-session-id")));
    assertEquals("", session.id());
  }

  @Test
  void headersGoAlongWithARedirectWithinTheOrigin() throws Exception {
    server =
        new RawServer(
            (request, reply) -> {
              if (request.path().equals("/mcp/")) {
                String there = server.uri("/mcp?a=b%20c").toString().replace("http", "HTTP");
                reply.answer(307, "", "", "Location: " + there);
              } else {
                answer(request, reply, "mcp-session-id: s1");
              }
            });
    client(server.uri("/mcp/")).start(Map.of(), LONG).await(LONG);
    Request second = server.requests.stream().skip(1).findFirst().orElseThrow();
    assertEquals("/mcp?a=b%20c", second.path());
    assertEquals(TOKEN, second.header("authorization"));
  }

  /** A line break in a URL would end the line of the request and begin another one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/mcp%20x/?a=b%20c&d=%26",
        "/m%0D%0AX-Evil:%201?q%0d%0aX-Evil:%201=%0A",
        "/caf%C3%A9?k%3D=%C3%A9"
      })
  void whatIsEscapedInAUrlStaysEscaped(String path) throws Exception {
    server = new RawServer((request, reply) -> answer(request, reply, "mcp-session-id: s1"));
    client(server.uri(path)).start(Map.of(), LONG).await(LONG);
    Request request = server.requests.take();
    assertEquals(path, request.path());
    assertFalse(request.headers().containsKey("x-evil"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:SAME/mcp",
        "http://127.0.0.1.example.com:SAME/mcp",
        "http://127.0.0.1:OTHER/mcp",
        "//127.0.0.1:OTHER/mcp",
        "http://127.0.0.1:SAME@127.0.0.1:OTHER/mcp",
        "https://127.0.0.1:SAME/mcp",
        "http://127.0.0.1/mcp",
        "http://[::1]:SAME/mcp",
        "http:///mcp",
        "file:///etc/passwd",
        "mailto:ada@example.com",
        "http://bad host/"
      })
  void noRedirectLeadsOutOfTheOrigin(String location) throws Exception {
    try (RawServer other = new RawServer((request, reply) -> reply.answer(200, "", ""))) {
      String target = location.replace("OTHER", Integer.toString(other.port()));
      server =
          new RawServer(
              (request, reply) ->
                  reply.answer(
                      307, "", "", "Location: " + target.replace("SAME", "" + server.port())));
      McpStart away = client(server.uri("/mcp")).start(Map.of(), LONG);
      McpException refused =
          assertThrows(McpException.ProtocolViolation.class, () -> away.await(LONG));
      assertFalse(refused.toString().contains("s3cret"));
      assertEquals(1, server.requests.size());
      assertEquals(0, other.requests.size());
    }
  }

  @Test
  void noRedirectLeadsFromHttpsToHttp(@TempDir Path directory) throws Exception {
    TestCertificate certificate = new TestCertificate(directory);
    try (RawServer plain = new RawServer((request, reply) -> reply.answer(200, "", ""))) {
      for (boolean samePort : new boolean[] {true, false}) {
        Handler away =
            (request, reply) ->
                reply.answer(
                    307,
                    "",
                    "",
                    "Location: http://127.0.0.1:%d/mcp"
                        .formatted(samePort ? server.port() : plain.port()));
        server = new RawServer(certificate.listen(), away);
        McpStart start =
            client(trusting(certificate), server.uri("/mcp"), false).start(Map.of(), LONG);
        assertThrows(McpException.ProtocolViolation.class, () -> start.await(LONG));
        assertEquals(1, server.requests.size());
        assertEquals(TOKEN, server.requests.take().header("authorization"));
        server.close();
      }
      assertEquals(0, plain.requests.size());
    }
  }

  /** The HTTP client takes a scheme in upper case for one without encryption. */
  @Test
  void httpsInUpperCaseIsEncryptedToo(@TempDir Path directory) throws Exception {
    TestCertificate certificate = new TestCertificate(directory);
    server =
        new RawServer(
            certificate.listen(),
            (request, reply) -> {
              if (request.path().equals("/mcp/")) {
                String there = server.uri("/mcp").toString().replace("https", "HTTPS");
                reply.answer(308, "", "", "Location: " + there);
              } else {
                answer(request, reply, "mcp-session-id: s1");
              }
            });
    URI loud = URI.create(server.uri("/mcp/").toString().replace("https", "HTTPS"));
    client(trusting(certificate), loud, false).start(Map.of(), LONG).await(LONG);
    assertEquals(2, server.requests.size());
  }

  @Test
  void aServerWhoseCertificateNobodyVouchesForHearsNothing(@TempDir Path directory)
      throws Exception {
    server =
        new RawServer(
            new TestCertificate(directory).listen(), (request, reply) -> answer(request, reply));
    McpStart start = client(server.uri("/mcp")).start(Map.of(), LONG);
    McpException failure = assertThrows(McpException.class, () -> start.await(LONG));
    assertInstanceOf(McpException.Unreachable.class, failure);
    assertEquals(0, server.requests.size());
  }

  private static McpHttp trusting(TestCertificate certificate) {
    return McpHttp.trusting(certificate.trust(), LONG);
  }

  /** Hears nothing. */
  private static final class Deaf implements McpStreamListener {
    @Override
    public void onOpened() {}

    @Override
    public void onNotification(String method, JsonNode params) {}

    @Override
    public void onGap(Gap gap) {}

    @Override
    public void onLost() {}
  }
}
