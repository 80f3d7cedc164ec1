package ai.joinly.manager.api.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.ServerUnderTest;
import ai.joinly.manager.process.BuildInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code GET /version}. */
class VersionTest {
  private final ServerUnderTest server;

  VersionTest() throws Exception {
    server = new ServerUnderTest();
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  @Test
  void showsTheVersionOfTheManagerAndOfItsJava() throws Exception {
    HttpResponse<String> response = server.get("/version");
    assertEquals(200, response.statusCode());
    assertTrue(
        response.headers().firstValue("Content-Type").orElseThrow().startsWith("application/json"));
    JsonNode json = new JsonMapper().readTree(response.body());
    assertEquals("Joinly Manager", json.path("name").asText());
    assertEquals(BuildInfo.current().version(), json.path("version").asText());
    assertEquals(Runtime.version().toString(), json.path("java").asText());
    assertEquals(3, json.size(), "without a jar there is no revision");
    assertEquals(405, server.post("/version", "").statusCode());
  }
}
