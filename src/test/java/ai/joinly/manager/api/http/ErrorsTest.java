package ai.joinly.manager.api.http;

import static ai.joinly.manager.api.ServerUnderTest.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.ServerStartException;
import ai.joinly.manager.api.ServerUnderTest;
import ai.joinly.manager.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every error is JSON, with its right status, wherever it comes from. */
class ErrorsTest {
  private static final String VALID = "{\"name\":\"A\",\"meeting_url\":\"https://meet.test/a\"";
  private static final int MEBIBYTE = 1024 * 1024;

  private ServerUnderTest server;

  @BeforeEach
  void start() throws ServerStartException {
    server = new ServerUnderTest();
  }

  @AfterEach
  void stop() throws InterruptedException {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"name\":}", "{} {}", "nul", "{\"a\":1,}", "\u0000"})
  void brokenJsonIs400(String body) throws Exception {
    HttpResponse<String> response = server.postJson("/agents", body);
    assertError(400, "invalid_json", response);
  }

  @Test
  void brokenJsonIsNotRepeated() throws Exception {
    HttpResponse<String> response =
        server.postJson("/agents", "{\"env_vars\":{\"K\":s3cret-and-more}}");
    assertError(400, "invalid_json", response);
    assertFalse(response.body().contains("s3cret"), response.body());
    assertTrue(response.body().contains("line 1, column"), response.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "7", "null", "\"text\""})
  void whatIsNoObjectIs400(String body) throws Exception {
    assertError(400, "not_an_object", server.postJson("/agents", body));
  }

  @Test
  void aSlashAtTheEndIsIgnoredAndAnEmptySegmentIsNot() throws Exception {
    assertEquals(200, server.get("/health/live/").statusCode());
    assertEquals(200, server.get("/agents/").statusCode());
    assertEquals(404, server.get("/agents//").statusCode());
  }

  @Test
  void anEmptyBodyIs400() throws Exception {
    assertError(400, "empty_body", server.send("POST", "/agents", ""));
    assertError(
        400, "empty_body", server.send("POST", "/agents", "", "Content-Type", "application/json"));
    assertError(400, "empty_body", server.postJson("/agents", "  \n"));
    assertError(
        400,
        "empty_body",
        server.raw(
            head("POST", "/agents")
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/xml",
        "garbage"
      })
  void anotherMediaTypeIs415(String type) throws Exception {
    HttpResponse<String> response = server.post("/agents", VALID + "}", "Content-Type", type);
    assertError(415, "unsupported_media_type", response);
  }

  @Test
  void noMediaTypeIs415() throws Exception {
    assertError(415, "unsupported_media_type", server.post("/agents", VALID + "}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json; charset=UTF-8", "Application/JSON"})
  void jsonMayBeSpelledAsItLikes(String type) throws Exception {
    assertEquals(201, server.post("/agents", VALID + "}", "Content-Type", type).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "*/*", "text/html,application/xhtml+xml"})
  void whatAClientAcceptsDoesNotMatter(String accept) throws Exception {
    assertEquals(200, server.get("/agents", "Accept", accept).statusCode());
    assertError(404, "not_found", server.get("/nowhere", "Accept", accept));
  }

  @Test
  void upToOneMebibyteIsTaken() throws Exception {
    String rest = VALID + ",\"x\":\"";
    String body = rest + "x".repeat(MEBIBYTE - rest.length() - 2) + "\"}";
    assertEquals(201, server.postJson("/agents", body).statusCode());
    assertError(413, "body_too_large", server.postJson("/agents", body + " "));
  }

  @Test
  void tooLargeIs413AlsoInPieces() throws Exception {
    String piece = Integer.toHexString(MEBIBYTE) + "\r\n" + "x".repeat(MEBIBYTE) + "\r\n";
    String start =
        head("POST", "/agents")
            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertError(413, "body_too_large", server.raw(start + piece + "1\r\nx\r\n0\r\n\r\n"));
  }

  @Test
  void farTooLargeIs413BeforeItIsSent() throws Exception {
    for (String path : new String[] {"/agents", "/agents/agent_00000001/start"}) {
      String answer =
          server.raw(
              head("POST", path)
                  + "Content-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n{");
      assertError(413, "body_too_large", answer);
    }
  }

  @Test
  void whoAsksFirstNeedNotSendTooMuch() throws Exception {
    String answer =
        server.raw(
            head("POST", "/agents")
                + "Content-Type: application/json\r\nExpect: 100-continue\r\n"
                + "Content-Length: 2000000\r\n\r\n");
    assertError(413, "body_too_large", answer);
  }

  @Test
  void theConnectionIsGoodForMoreAfterAnError() throws Exception {
    String bad = "Content-Type: application/json\r\nContent-Length: 1\r\n\r\n{";
    String answer =
        server.raw(
            "POST /agents HTTP/1.1\r\nHost: localhost\r\n" + bad + head("GET", "/") + "\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    assertTrue(answer.contains("HTTP/1.1 200 "), answer);
    assertTrue(answer.contains("\"message\":\"Joinly Manager API is running\""), answer);
    assertTrue(answer.endsWith("}\n"), answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE|/|GET, HEAD, OPTIONS",
        "PUT|/agents|GET, HEAD, POST, OPTIONS",
        "DELETE|/agents|GET, HEAD, POST, OPTIONS",
        "POST|/agents/agent_00000001|GET, HEAD, PATCH, DELETE, OPTIONS",
        "GET|/agents/agent_00000001/start|POST, OPTIONS",
        "GET|/agents/agent_00000001/stop|POST, OPTIONS",
        "PATCH|/agents/agent_00000001/join-meeting|POST, OPTIONS",
        "POST|/agents/agent_00000001/logs|GET, HEAD, OPTIONS",
        "POST|/agents/agent_00000001/analysis|GET, HEAD, OPTIONS",
        "POST|/agents/agent_00000001/analysis/formatted|GET, HEAD, OPTIONS",
        "POST|/meetings|GET, HEAD, OPTIONS",
        "POST|/usage|GET, HEAD, OPTIONS",
        "BREW|/ws/stats|GET, HEAD, OPTIONS",
      })
  void aWrongMethodIs405WithTheRightOnes(String method, String path, String allowed)
      throws Exception {
    HttpResponse<String> response = server.send(method, path, "");
    assertError(405, "method_not_allowed", response);
    assertEquals(allowed, response.headers().firstValue("Allow").orElse("none"));
    HttpResponse<String> options = server.send("OPTIONS", path, "");
    assertEquals(204, options.statusCode());
    assertEquals(allowed, options.headers().firstValue("Allow").orElse("none"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nowhere",
        "/agents/agent_00000001/nothing",
        "/ws",
        "/ws/nothing",
        "/Agents",
        "/agents/agent_00000001/start/now",
        "/index.html"
      })
  void anUnknownPathIs404(String path) throws Exception {
    String answer = server.raw(head("GET", path) + "\r\n");
    assertError(404, "not_found", answer);
    assertError(404, "not_found", server.raw(head("POST", path) + "Content-Length: 0\r\n\r\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ws/session", "/ws/agents/agent_00000001"})
  void aWebSocketWithoutUpgradeSaysSo(String path) throws Exception {
    HttpResponse<String> response = server.get(path);
    assertError(426, "upgrade_required", response);
  }

  @Test
  void headIsGetWithoutABody() throws Exception {
    for (String path : new String[] {"/", "/agents", "/usage"}) {
      HttpResponse<String> got = server.get(path);
      HttpResponse<String> head = server.send("HEAD", path, "");
      assertEquals(200, head.statusCode());
      assertEquals("", head.body());
      assertTrue(head.headers().firstValue("Content-Length").isPresent(), got.body());
    }
    assertEquals(404, server.send("HEAD", "/nowhere", "").statusCode());
  }

  @Test
  void aFailureOfOursIs500AndTellsNothing() throws Exception {
    server.agents.failure = Optional.of(new IllegalStateException("s3cret words"));
    HttpResponse<String> response = server.get("/agents", "X-Request-Id", "my-id");
    assertError(500, "internal_error", response);
    assertFalse(response.body().contains("s3cret"), response.body());
    assertEquals("my-id", json(response).path("request_id").textValue());
    server.agents.failure = Optional.of(new UncheckedIOException(new IOException("s3cret")));
    assertError(500, "internal_error", server.post("/agents/agent_00000001/start", ""));
    assertEquals(200, server.get("/agents").statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /agents|400",
        "GET /agents<x> HTTP/1.1|400",
        "NONSENSE|400",
        "GET /%zz HTTP/1.1|400",
      })
  void whatIsNoHttpIsRefusedAsJson(String line, int status) throws Exception {
    String answer = server.raw(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertTrue(body(answer).path("error").isTextual(), answer);
  }

  @Test
  void endlessPathsAndHeadersAreRefusedAsJson() throws Exception {
    String path = server.raw(head("GET", "/" + "x".repeat(10_000)) + "\r\n");
    assertError(414, "uri_too_long", path);
    String headers = server.raw(head("GET", "/") + "X-Long: " + "x".repeat(20_000) + "\r\n\r\n");
    assertError(400, "bad_request", headers);
  }

  @Test
  void errorsOfTheWebServerHaveTheCommonHeadersToo() throws Exception {
    String answer =
        server.raw(
            head("POST", "/agents")
                + "Content-Type: application/json\r\nContent-Length: 1000000000\r\nOrigin: "
                + ServerUnderTest.ORIGIN
                + "\r\nX-Request-Id: my-id\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    String head = answer.toLowerCase(java.util.Locale.ROOT);
    assertTrue(head.contains("access-control-allow-origin: " + ServerUnderTest.ORIGIN), answer);
    assertTrue(head.contains("x-request-id: my-id"), answer);
    assertTrue(head.contains("x-content-type-options: nosniff"), answer);
  }

  private static String head(String method, String path) {
    return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  }

  private static JsonNode body(String answer) throws IOException {
    return Json.mapper().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  private static void assertError(int status, String code, HttpResponse<String> response)
      throws IOException {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals("application/json", response.headers().firstValue("Content-Type").orElse(""));
    assertEquals(code, json(response).path("code").textValue(), response.body());
    assertTrue(json(response).path("error").textValue().endsWith("."), response.body());
  }

  private static void assertError(int status, String code, String answer) throws IOException {
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertTrue(answer.contains("application/json"), answer);
    assertEquals(code, body(answer).path("code").textValue(), answer);
    assertTrue(body(answer).path("error").textValue().endsWith("."), answer);
  }
}
