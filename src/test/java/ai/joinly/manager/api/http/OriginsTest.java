package ai.joinly.manager.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.ServerStartException;
import ai.joinly.manager.api.ServerUnderTest;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentStatus;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which web pages may use the manager, and the headers every answer has. */
class OriginsTest {
  private ServerUnderTest server;

  @BeforeEach
  void start() throws ServerStartException {
    server = new ServerUnderTest();
  }

  @AfterEach
  void stop() throws InterruptedException {
    server.close();
  }

  @Test
  void aConfiguredOriginMayRead() throws Exception {
    assertReadable(ServerUnderTest.ORIGIN, server.get("/agents", origin(ServerUnderTest.ORIGIN)));
  }

  @Test
  void aConfiguredOriginMayReadErrorsToo() throws Exception {
    String[] origin = origin(ServerUnderTest.ORIGIN);
    for (String path : List.of("/nowhere", "/agents/agent_00000001")) {
      HttpResponse<String> response = server.get(path, origin);
      assertEquals(404, response.statusCode());
      assertReadable(ServerUnderTest.ORIGIN, response);
    }
    HttpResponse<String> invalid =
        server.post(
            "/agents", "{", "Content-Type", "application/json", "Origin", ServerUnderTest.ORIGIN);
    assertEquals(400, invalid.statusCode());
    assertReadable(ServerUnderTest.ORIGIN, invalid);
    server.agents.failure = Optional.of(new IllegalStateException("broken"));
    HttpResponse<String> failed = server.get("/agents", origin);
    assertEquals(500, failed.statusCode());
    assertReadable(ServerUnderTest.ORIGIN, failed);
  }

  @Test
  void theManagersOwnOriginMay() throws Exception {
    for (String own : List.of("http", "https")) {
      String origin = own + "://127.0.0.1:" + server.port();
      HttpResponse<String> response = server.get("/agents", origin(origin));
      assertEquals(200, response.statusCode());
      assertReadable(origin, response);
    }
  }

  @Test
  void whoSendsNoOriginMay() throws Exception {
    HttpResponse<String> response = server.get("/agents");
    assertEquals(200, response.statusCode());
    assertFalse(response.headers().firstValue("Access-Control-Allow-Origin").isPresent());
    assertEquals("Origin", response.headers().firstValue("Vary").orElse(""));
  }

  @Test
  void aRefusedPageIsToldTheSetting() throws Exception {
    String body = server.get("/agents", origin("http://evil.test")).body();
    assertTrue(body.contains("add it to ALLOWED_ORIGINS"), body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.test",
        "null",
        "http://dashboard.test",
        "https://dashboard.test:3000",
        "http://dashboard.test:3000.evil.test",
        "http://127.0.0.1:1"
      })
  void anotherOriginMayNothing(String origin) throws Exception {
    String agent =
        server
            .agents
            .add(1, AgentConfig.of("A", "https://meet.test/a"), AgentStatus.RUNNING)
            .value();
    HttpResponse<String> response = server.post("/agents/" + agent + "/stop", "", origin(origin));
    assertEquals(403, response.statusCode());
    assertEquals("origin_not_allowed", ServerUnderTest.json(response).path("code").textValue());
    assertFalse(response.headers().firstValue("Access-Control-Allow-Origin").isPresent());
    assertTrue(server.agents.commands.isEmpty());
    HttpResponse<String> preflight =
        server.send(
            "OPTIONS", "/agents", "", "Origin", origin, "Access-Control-Request-Method", "POST");
    assertEquals(403, preflight.statusCode());
    assertFalse(preflight.headers().firstValue("Access-Control-Allow-Methods").isPresent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/agents", "/agents/agent_00000001/start", "/usage", "/nowhere"})
  void aPreflightIsAnswered(String path) throws Exception {
    HttpResponse<String> response =
        server.send(
            "OPTIONS",
            path,
            "",
            "Origin",
            ServerUnderTest.ORIGIN,
            "Access-Control-Request-Method",
            "DELETE",
            "Access-Control-Request-Headers",
            "content-type");
    assertEquals(204, response.statusCode());
    assertReadable(ServerUnderTest.ORIGIN, response);
    for (String method : List.of("GET", "POST", "DELETE")) {
      assertTrue(header(response, "Access-Control-Allow-Methods").contains(method));
    }
    assertTrue(header(response, "Access-Control-Allow-Headers").contains("Content-Type"));
    assertEquals("600", header(response, "Access-Control-Max-Age"));
  }

  @Test
  void everyAnswerHasAnIdAndKeepsBrowsersCareful() throws Exception {
    for (String path : List.of("/", "/agents", "/nowhere", "/agents/x")) {
      HttpResponse<String> response = server.get(path);
      assertTrue(header(response, "X-Request-Id").matches("[0-9a-f]{16}"));
      assertEquals("nosniff", header(response, "X-Content-Type-Options"));
      assertEquals("no-store", header(response, "Cache-Control"));
      assertEquals(List.of("nosniff"), response.headers().allValues("X-Content-Type-Options"));
    }
  }

  @Test
  void aClientsOwnSaneIdIsKept() throws Exception {
    assertEquals(
        "req-1.A_b", header(server.get("/agents", "X-Request-Id", "req-1.A_b"), "X-Request-Id"));
    for (String insane : List.of("a b", "x".repeat(65), "<script>")) {
      assertNotEquals(
          insane, header(server.get("/agents", "X-Request-Id", insane), "X-Request-Id"));
    }
  }

  private static void assertReadable(String origin, HttpResponse<String> response) {
    assertEquals(List.of(origin), response.headers().allValues("Access-Control-Allow-Origin"));
    assertEquals("true", header(response, "Access-Control-Allow-Credentials"));
    assertEquals("Origin", header(response, "Vary"));
  }

  private static String[] origin(String origin) {
    return new String[] {"Origin", origin};
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
