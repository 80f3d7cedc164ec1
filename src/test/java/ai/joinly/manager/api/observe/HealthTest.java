package ai.joinly.manager.api.observe;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.joinly.manager.api.ServerStartException;
import ai.joinly.manager.api.ServerUnderTest;
import ai.joinly.manager.api.observe.HealthDetail.Status;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What probes and Prometheus are answered. */
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
    assertEquals("down", starting.get("status").asText());
    assertEquals("The manager is starting.", starting.get("error").asText());
    server.readiness.draining();
    JsonNode draining = ServerUnderTest.json(server.get("/health/ready"));
    assertEquals("The manager is shutting down.", draining.get("error").asText());
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
    assertEquals(answer.body(), server.get("/health").body());
    assertEquals(200, answer.statusCode());
    assertEquals(
        "{\"status\":\"up\",\"details\":{\"store\":{\"status\":\"down\","
            + "\"trouble\":\"The disk is full.\"},\"joinly\":{\"status\":\"unknown\"}}}\n",
        answer.body());
    server.details.set(
        () -> {
          throw new IllegalStateException("broken");
        });
    assertEquals("{\"status\":\"up\"}\n", server.get("/health/ready").body());
  }

  @Test
  void theProbesStandWhereHelidonHasThemToo() throws Exception {
    server.readiness.started();
    for (String probe : List.of("live", "ready", "started")) {
      assertEquals(200, server.get("/observe/health/" + probe).statusCode());
    }
    assertEquals(405, server.post("/health/live", "").statusCode());
    assertEquals("", server.send("HEAD", "/health/ready", "").body());
  }

  @Test
  void metricsAreServedAsTheirPageSays() throws Exception {
    for (String path : List.of("/metrics", "/observe/metrics")) {
      HttpResponse<String> answer = server.get(path);
      assertEquals("up 1\n", answer.body());
      assertEquals(
          "text/plain; version=0.0.4; charset=utf-8",
          answer.headers().firstValue("Content-Type").orElse(""));
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
