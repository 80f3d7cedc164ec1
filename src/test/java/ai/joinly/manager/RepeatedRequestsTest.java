package ai.joinly.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** A repeated request and a second agent for one meeting, at a manager that is restarted. */
class RepeatedRequestsTest {
  private static final String BODY =
      """
      {"name":"Ada","meeting_url":"https://meet.google.com/abc-defg-hij","passcode":"4711",\
      "deduplication_key":"room 1"}\
      """;

  @Test
  void createOneAgentInOneMeeting() throws Exception {
    try (TestManager manager = TestManager.staying(3);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> first = create(client, manager, "key");
      assertEquals(201, first.statusCode());
      String id = Json.mapper().readTree(first.body()).path("id").asText();
      manager.awaitField(id, "meeting_status", "joined");
      manager.restart(false, () -> {});

      HttpResponse<String> second = create(client, manager, "key");
      assertEquals(200, second.statusCode(), second.body());
      assertEquals(id, Json.mapper().readTree(second.body()).path("id").asText());
      HttpResponse<String> other = create(client, manager, "another");
      assertEquals(409, other.statusCode(), other.body());
      assertEquals(id, Json.mapper().readTree(other.body()).path("agent_id").asText());

      manager.call("DELETE", "/agents/" + id);
      manager.restart(false, () -> {});
      HttpResponse<String> late = create(client, manager, "key");
      assertEquals(409, late.statusCode(), late.body());
      assertEquals("agent_deleted", Json.mapper().readTree(late.body()).path("code").asText());
      assertEquals(201, create(client, manager, "another").statusCode());
    }
  }

  private static HttpResponse<String> create(HttpClient client, TestManager manager, String key)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + manager.application.port() + "/agents"))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(BODY))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
