package ai.joinly.manager.api.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.api.http.ApiCalls;
import ai.joinly.manager.process.BuildInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.helidon.http.Status;
import io.helidon.webclient.http1.Http1ClientResponse;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.testing.junit5.DirectClient;
import io.helidon.webserver.testing.junit5.RoutingTest;
import io.helidon.webserver.testing.junit5.SetUpRoute;
import org.junit.jupiter.api.Test;

/** {@code GET /version}. */
@RoutingTest
class VersionTest {
  private final DirectClient client;

  VersionTest(DirectClient client) {
    this.client = client;
  }

  @SetUpRoute
  static void routing(HttpRouting.Builder routing) {
    routing.register("/version", new VersionService(new ApiCalls()));
  }

  @Test
  void showsTheVersionOfTheManagerAndOfItsJava() throws Exception {
    try (Http1ClientResponse response = client.get("/version").request()) {
      assertEquals(Status.OK_200, response.status());
      assertEquals("application/json", response.headers().contentType().orElseThrow().text());
      JsonNode json = new JsonMapper().readTree(response.as(String.class));
      assertEquals("Joinly Manager", json.path("name").asText());
      assertEquals(BuildInfo.current().version(), json.path("version").asText());
      assertEquals(Runtime.version().toString(), json.path("java").asText());
      assertEquals(3, json.size(), "without a jar there is no revision");
    }
  }
}
