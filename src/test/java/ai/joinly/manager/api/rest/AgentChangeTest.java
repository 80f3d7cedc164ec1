package ai.joinly.manager.api.rest;

import static ai.joinly.manager.api.ServerUnderTest.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.api.ServerStartException;
import ai.joinly.manager.api.ServerUnderTest;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentStatus;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code PATCH /agents/{agent_id}} and schedules. */
class AgentChangeTest {
  private ServerUnderTest server;

  @BeforeEach
  void start() throws ServerStartException {
    server = new ServerUnderTest();
    server.agents.add(
        1,
        AgentConfig.builder("Joinly", "https://meet.test/abc")
            .passcode(Optional.of(new Secret("s3cret")))
            .build(),
        AgentStatus.CREATED);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> patch(String id, String body)
      throws IOException, InterruptedException {
    return server.send("PATCH", "/agents/" + id, body, "Content-Type", "application/json");
  }

  @Test
  void showsTheChangedAgent() throws Exception {
    HttpResponse<String> response =
        patch(
            "agent_00000001",
            "{\"name\":\"Ada\",\"join_at\":\"2026-12-01T09:00:00+01:00\",\"name_trigger\":true}");
    assertEquals(200, response.statusCode(), response.body());
    assertFalse(response.body().contains("s3cret"), response.body());
    JsonNode agent = json(response);
    assertEquals("2026-12-01T08:00:00.000Z", agent.path("scheduled_at").textValue());
    assertEquals("Ada", agent.path("config").path("name").textValue());
    assertEquals("2026-12-01T08:00:00.000Z", agent.path("config").path("join_at").textValue());
    assertTrue(agent.path("config").path("join_until").isNull());
    assertTrue(agent.has("warnings"));
    JsonNode shown = json(server.get("/agents/agent_00000001"));
    assertEquals(agent.path("config"), shown.path("config"));
    assertEquals("2026-12-01T08:00:00.000Z", shown.path("scheduled_at").textValue());
    patch("agent_00000001", "{\"join_at\":null}");
    assertFalse(json(server.get("/agents/agent_00000001")).has("scheduled_at"));
  }

  @Test
  void refusesWhatItCannotDo() throws Exception {
    assertEquals(404, patch("agent_00000009", "{\"name\":\"Ada\"}").statusCode());
    HttpResponse<String> unknown = patch("agent_00000001", "{\"nmae\":\"Ada\"}");
    assertEquals(400, unknown.statusCode());
    assertTrue(unknown.body().contains("did you mean name?"), unknown.body());
    assertEquals(400, patch("agent_00000001", "{}").statusCode());
    assertEquals(400, patch("agent_00000001", "[]").statusCode());
    server.agents.refuseNext(Reason.NOT_CHANGEABLE);
    HttpResponse<String> refused = patch("agent_00000001", "{\"name\":\"Ada\"}");
    assertEquals(409, refused.statusCode());
    assertEquals("not_changeable", json(refused).path("code").textValue());
    assertTrue(
        server
            .send("PUT", "/agents/agent_00000001", "")
            .headers()
            .firstValue("Allow")
            .orElse("")
            .contains("PATCH"));
  }

  @Test
  void namesBadTimes() throws Exception {
    String begin = "{\"name\":\"Joinly\",\"meeting_url\":\"https://meet.test/abc\",";
    for (String[] bad :
        new String[][] {
          {"\"join_at\":\"tomorrow\"", "join_at", "with its offset from UTC"},
          {"\"join_at\":1796115600", "join_at", "must be a string"},
          {"\"join_until\":\"2026-12-01T09:00:00Z\"", "join_until", "needs join_at"},
          {
            "\"join_at\":\"2026-12-01T09:00:00Z\",\"join_until\":\"2026-12-01T09:00:00Z\"",
            "join_until",
            "must be later"
          },
          {"\"join_at\":\"2026-12-01T09:00:00Z\",\"auto_join\":false", "join_at", "auto_join"},
        }) {
      HttpResponse<String> response = server.postJson("/agents", begin + bad[0] + "}");
      assertEquals(400, response.statusCode(), bad[0]);
      JsonNode field = json(response).path("fields").path(0);
      assertEquals(bad[1], field.path("field").textValue(), response.body());
      assertTrue(field.path("message").textValue().contains(bad[2]), response.body());
    }
  }
}
