package ai.joinly.manager.mcp.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.http.FakeProxy;
import ai.joinly.manager.mcp.McpClient;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpLimits;
import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.mcp.RawServer;
import ai.joinly.manager.net.ProxyRules;
import ai.joinly.manager.net.ProxyServer;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tool servers beyond a proxy. */
class McpProxyTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(10);

  private final FakeProxy proxy = new FakeProxy();
  private final ProxyRules rules;

  McpProxyTest() throws IOException {
    Optional<ProxyServer> server =
        Optional.of(new ProxyServer("127.0.0.1", proxy.port(), Optional.of("joe:s3cret")));
    rules = new ProxyRules(server, server, List.of());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
  }

  private static void answer(RawServer.Request request, RawServer.Reply reply) throws IOException {
    reply.answer(
        200,
        "application/json",
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":{\"contents\":[{\"text\":\"right\"}]}}"
            .formatted(JSON.readTree(request.body()).path("id").asLong()));
  }

  private static McpSession session(McpHttp http, String url) {
    return new McpClient(http, URI.create(url), new McpLimits(20_000, 2_000))
        .resume("s1", "2025-06-18", "1");
  }

  @Test
  void anHttpsServerIsReachedThroughATunnelThatServesAgain(@TempDir Path directory)
      throws Exception {
    proxy.credentials = "am9lOnMzY3JldA==";
    TestCertificate certificate = new TestCertificate(directory);
    try (RawServer server = new RawServer(certificate.listen(), McpProxyTest::answer);
        McpHttp http = McpHttp.trusting(certificate.trust(), LONG, rules)) {
      McpSession session =
          session(http, "https://tools.corp.example:%d/mcp".formatted(server.port()));
      assertEquals("right", session.readResource("x", LONG));
      RawServer.Request request = server.requests.take();
      assertEquals("tools.corp.example:" + server.port(), request.header("host"));
      assertFalse(request.headers().toString().contains("am9lOnMzY3JldA"), "it is the proxy's");
      assertTrue(proxy.heads.getFirst().startsWith("CONNECT tools.corp.example:" + server.port()));
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefusedBehindTheProxyToo(@TempDir Path directory)
      throws Exception {
    TestCertificate certificate = new TestCertificate(directory);
    try (RawServer server = new RawServer(certificate.listen(), McpProxyTest::answer);
        McpHttp http = McpHttp.trusting(certificate.trust(), LONG, rules)) {
      McpSession session =
          session(http, "https://other.corp.example:%d/mcp".formatted(server.port()));
      assertThrows(McpException.Unreachable.class, () -> session.readResource("x", LONG));
      assertEquals(0, server.requests.size());
    }
  }

  @Test
  void whatTheProxyRefusesIsSaid() {
    proxy.status = 407;
    try (McpHttp http = McpHttp.create(LONG, rules)) {
      for (String scheme : List.of("https", "http")) {
        McpSession session = session(http, scheme + "://tools.corp.example:4711/mcp");
        McpException e =
            assertThrows(
                McpException.Unreachable.class, () -> session.readResource("x", LONG), scheme);
        assertTrue(
            e.userMessage().contains("the proxy at 127.0.0.1:" + proxy.port()), e.userMessage());
        assertTrue(e.userMessage().contains("(407)"), e.userMessage());
        assertFalse(e.userMessage().contains("s3cret"), e.userMessage());
      }
    }
  }
}
