package ai.joinly.manager.api.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.RestApi;
import ai.joinly.manager.api.RestResponse;
import ai.joinly.manager.api.ServerUnderTest;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.process.BuildInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The greeting, {@code /meetings}, {@code /usage} and {@code /ws/stats}. */
class UsageAndMeetingsTest {
  private static final AgentConfig IN_A = AgentConfig.of("One", "https://meet.test/a");
  private static final AgentConfig IN_B = AgentConfig.of("Two", "https://meet.test/b");

  private RestApi api;

  @BeforeEach
  void start() {
    api = new RestApi();
  }

  @Test
  void greets() throws Exception {
    RestResponse response = api.get("/");
    assertEquals(200, response.statusCode());
    assertEquals(
        """
        {"status":"healthy","message":"Joinly Manager API is running",\
        "version":"%s","docs":"%s"}
        """
            .formatted(BuildInfo.current().version(), BuildInfo.DOCS),
        response.body());
  }

  @Test
  void listsMeetingsThatHaveAgents() throws Exception {
    assertEquals("[]\n", api.get("/meetings").body());
    api.agents.add(1, IN_B, AgentStatus.RUNNING);
    api.agents.add(2, IN_A, AgentStatus.CREATED);
    api.agents.add(3, IN_B, AgentStatus.STOPPED);
    RestResponse response = api.get("/meetings");
    assertEquals(200, response.statusCode());
    assertEquals(
        """
        [{"url":"https://meet.test/b","agent_count":2,\
        "agent_ids":["agent_00000001","agent_00000003"],"created_at":"2026-03-01T10:00:01.000Z"},\
        {"url":"https://meet.test/a","agent_count":1,\
        "agent_ids":["agent_00000002"],"created_at":"2026-03-01T10:00:02.000Z"}]
        """,
        response.body());
  }

  @Test
  void addressesThatDifferByPasscodeAndTrackingAreOneMeetingAndMasked() throws Exception {
    for (String address :
        List.of(
            "https://us02web.zoom.us/j/12345?pwd=S3CRET&utm_source=x",
            "https://us02web.zoom.us/wc/join/12345?pwd=S3CRET",
            "https://us02web.zoom.us/j/12345")) {
      int number = api.agents.list(0).size() + 1;
      api.agents.add(number, AgentConfig.of("Ada", address), AgentStatus.RUNNING);
    }
    String meetings = api.get("/meetings").body();
    assertFalse(meetings.contains("S3CRET"), meetings);
    assertTrue(
        meetings.contains(
            "[{\"url\":\"https://us02web.zoom.us/j/12345?pwd=***&utm_source=x\",\"agent_count\":3"),
        meetings);
    assertEquals(1, api.get("/usage").json().path("total_meetings").intValue());
    assertTrue(
        api.get("/agents/agent_00000001").body().contains("pwd=S3CRET&utm_source=x"),
        "the agent's own configuration has the address as it was given");
  }

  @Test
  void countsAgentsMeetingsAndTime() throws Exception {
    int number = 1;
    for (AgentStatus status : AgentStatus.values()) {
      api.agents.add(number++, number % 2 == 0 ? IN_A : IN_B, status);
    }
    api.now.set(ServerUnderTest.START.plusSeconds(75).plusMillis(900));
    RestResponse response = api.get("/usage");
    assertEquals(200, response.statusCode());
    JsonNode usage = response.json();
    assertEquals(6, usage.path("total_agents").intValue());
    assertEquals(2, usage.path("active_agents").intValue());
    assertEquals(2, usage.path("total_meetings").intValue());
    assertEquals("75", usage.path("uptime_seconds").toString());
  }

  @Test
  void countsCallsByRouteAndNeverByPath() throws Exception {
    api.get("/agents/agent_00000001");
    api.get("/agents/agent_00000002");
    api.post("/agents/agent_00000001/start", "");
    api.get("/agents/agent_00000001/logs?lines=3");
    api.get("/agents");
    api.send("BREW", "/agents", "");
    api.get("/nowhere");
    JsonNode calls = api.get("/usage").json().path("api_calls");
    assertEquals(
        "{\"GET /agents\":1,\"GET /agents/{agent_id}\":2,\"GET /agents/{agent_id}/logs\":1,"
            + "\"GET /usage\":1,\"OTHER /agents\":1,\"POST /agents/{agent_id}/start\":1}",
        calls.toString());
  }

  @Test
  void showsTheFiguresOfTheSockets() throws Exception {
    assertEquals("{\"total_clients\":0,\"agents_monitored\":0}\n", api.get("/ws/stats").body());
    api.sockets.set(3);
    api.monitored.set(2);
    assertEquals("{\"total_clients\":3,\"agents_monitored\":2}\n", api.get("/ws/stats").body());
  }

  @Test
  void aSlashAtTheEndChangesNothing() throws Exception {
    api.agents.add(1, AgentConfig.of("Ada", "https://meet.test/a"), AgentStatus.RUNNING);
    for (String path : List.of("/agents", "/agents/agent_00000001", "/usage")) {
      assertEquals(200, api.get(path + "/").statusCode(), path);
    }
    assertEquals(
        api.get("/agents/agent_00000001/logs?lines=1").body(),
        api.get("/agents/agent_00000001/logs/?lines=1").body());
    assertEquals(400, api.get("/agents/agent_00000001/logs/?lines=x").statusCode());
    assertEquals(
        201,
        api.postJson("/agents/", "{\"name\":\"B\",\"meeting_url\":\"https://meet.test/b\"}")
            .statusCode());
    assertEquals(405, api.send("PUT", "/agents/", "").statusCode());
    assertEquals(404, api.get("/nowhere/").statusCode());
  }
}
