package ai.joinly.manager.api.observe;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.ServerStartException;
import ai.joinly.manager.api.ServerUnderTest;
import ai.joinly.manager.api.observe.HealthDetail.Status;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What probes and Prometheus are answered. */
@Isolated("other servers in the JVM remove meters when they stop")
class HealthTest {
  private ServerUnderTest server;

  @BeforeEach
  void start() throws ServerStartException {
    server = new ServerUnderTest();
  }

  @AfterEach
  void stop() throws InterruptedException {
    server.close();
  }

  private List<Integer> statuses() throws Exception {
    return List.of(
        server.get("/health/live").statusCode(),
        server.get("/health/ready").statusCode(),
        server.get("/health/started").statusCode());
  }

  @Test
  void readyOnlyBetweenStartAndEnd() throws Exception {
    assertEquals(List.of(200, 503, 503), statuses());
    server.readiness.started();
    assertEquals(List.of(200, 200, 200), statuses());
    server.readiness.draining();
    assertEquals(List.of(200, 503, 200), statuses());
    server.readiness.started();
    assertEquals(List.of(200, 503, 200), statuses());
  }

  @Test
  void whatIsNotReadySaysWhy() throws Exception {
    JsonNode starting = ServerUnderTest.json(server.get("/health/ready"));
    assertEquals("DOWN", starting.get("status").asText());
    assertEquals("The manager is starting.", starting.findValue("error").asText());
    server.readiness.draining();
    JsonNode draining = ServerUnderTest.json(server.get("/health/ready"));
    assertEquals("The manager is shutting down.", draining.findValue("error").asText());
  }

  @Test
  void detailsAreShownAndNeverMakeAProbeFail() throws Exception {
    server.readiness.started();
    server.details.set(
        () ->
            List.of(
                new HealthDetail("store", Status.DOWN, Map.of("trouble", "The disk is full.")),
                new HealthDetail("joinly", Status.UNKNOWN, Map.of())));
    HttpResponse<String> answer = server.get("/health/ready");
    assertEquals(200, answer.statusCode());
    assertEquals(
        "{\"status\":\"UP\",\"checks\":[{\"name\":\"ready\",\"status\":\"UP\",\"data\":{"
            + "\"joinly\":{\"status\":\"unknown\"},"
            + "\"store\":{\"status\":\"down\",\"trouble\":\"The disk is full.\"}}}]}",
        answer.body());
    JsonNode all = ServerUnderTest.json(server.get("/health"));
    assertEquals(ServerUnderTest.json(answer).at("/checks/0"), all.at("/checks/1"));
    assertEquals(List.of("live", "ready", "started"), all.path("checks").findValuesAsText("name"));
    server.details.set(
        () -> {
          throw new IllegalStateException("broken");
        });
    assertEquals(
        "{\"status\":\"UP\",\"checks\":[{\"name\":\"ready\",\"status\":\"UP\"}]}",
        server.get("/health/ready").body());
  }

  @Test
  void theProbesStandWhereHelidonHasThemToo() throws Exception {
    server.readiness.started();
    for (String probe : List.of("", "/live", "/ready", "/started")) {
      assertEquals(200, server.get("/observe/health" + probe).statusCode());
      assertEquals(405, server.post("/health" + probe, "").statusCode());
      HttpResponse<String> head = server.send("HEAD", "/health" + probe, "");
      assertEquals("200 ", head.statusCode() + " " + head.body());
    }
    assertEquals(404, server.get("/health/nothing").statusCode());
    server.readiness.draining();
    HttpResponse<String> draining = server.get("/health/ready");
    assertEquals("5", draining.headers().firstValue("Retry-After").orElse(""));
  }

  @Test
  void thePrefixOfHelidonIsNoSecondNameOfTheApi() throws Exception {
    for (String path :
        List.of(
            "/observe/agents",
            "/observe/",
            "/observe/observe/metrics",
            "/observe".repeat(30) + "/metrics")) {
      assertEquals(404, server.get(path).statusCode(), path);
    }
  }

  @Test
  void metricsAreLookedUpOnceForEachScrape() throws Exception {
    for (String path : List.of("/metrics", "/observe/metrics")) {
      HttpResponse<String> answer = server.get(path);
      assertTrue(answer.body().contains("\njoinly_manager_build_info{"), answer.body());
      String type = answer.headers().firstValue("Content-Type").orElse("");
      assertTrue(type.startsWith("text/plain"), type);
    }
    assertEquals(405, server.post("/metrics", "").statusCode());
    assertEquals(200, server.send("HEAD", "/metrics", "").statusCode());
    assertEquals(204, server.send("OPTIONS", "/metrics", "").statusCode());
  }

  @Test
  void probesAndScrapesAreCountedByTheirPaths() throws Exception {
    server.readiness.started();
    List<String> expected = new ArrayList<>();
    for (String path : List.of("/health", "/health/live", "/health/started", "/metrics")) {
      server.get(path);
      expected.add("GET " + path + " 200");
    }
    eventually("they are told", () -> server.requests.all().containsAll(expected));
    String calls = ServerUnderTest.json(server.get("/usage")).path("api_calls").toString();
    assertEquals(
        "{\"GET /health\":1,\"GET /health/live\":1,\"GET /health/started\":1,"
            + "\"GET /metrics\":1,\"GET /usage\":1}",
        calls);
  }

  @Test
  void foreignHostsAndOriginsSeeNeitherProbesNorMetrics() throws Exception {
    for (String path : List.of("/health", "/health/live", "/metrics", "/observe/metrics")) {
      assertEquals(403, server.get(path, "Origin", "http://evil.test").statusCode(), path);
      String foreign =
          server.raw("GET " + path + " HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n");
      assertTrue(foreign.startsWith("HTTP/1.1 421"), foreign);
      HttpResponse<String> own = server.get(path, "Origin", ServerUnderTest.ORIGIN);
      assertEquals(
          List.of(ServerUnderTest.ORIGIN),
          own.headers().allValues("Access-Control-Allow-Origin"),
          path);
    }
  }

  @Test
  void everyRequestIsToldByRouteNeverByPath() throws Exception {
    server.get("/agents/agent_12ab34cd");
    server.get("/agents");
    server.get("/no/such/path");
    server.send("BREW", "/agents", "");
    server.raw("GET / HTTP/1.1\r\nbad header\r\n\r\n");
    List<String> told =
        List.of(
            "GET /agents/{agent_id} 404", "GET /agents 200", "GET none 404", "OTHER /agents 405");
    // They are told once their answers are out.
    eventually("they are told", () -> server.requests.all().containsAll(told));
    eventually(
        "it is told",
        () -> server.requests.all().stream().anyMatch(line -> line.endsWith("none 400")));
    assertFalse(server.requests.all().toString().contains("12ab34cd"));
  }
}
