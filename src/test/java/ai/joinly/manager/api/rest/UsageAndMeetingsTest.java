package ai.joinly.manager.api.rest;

import static ai.joinly.manager.api.ServerUnderTest.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.ServerStartException;
import ai.joinly.manager.api.ServerUnderTest;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.process.BuildInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The greeting, {@code /meetings}, {@code /usage} and {@code /ws/stats}. */
class UsageAndMeetingsTest {
  private static final AgentConfig IN_A = AgentConfig.of("One", "https://meet.test/a");
  private static final AgentConfig IN_B = AgentConfig.of("Two", "https://meet.test/b");

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
  void greets() throws Exception {
    HttpResponse<String> response = server.get("/");
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
    assertEquals("[]\n", server.get("/meetings").body());
    server.agents.add(1, IN_B, AgentStatus.RUNNING);
    server.agents.add(2, IN_A, AgentStatus.CREATED);
    server.agents.add(3, IN_B, AgentStatus.STOPPED);
    HttpResponse<String> response = server.get("/meetings");
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
      int number = server.agents.list(0).size() + 1;
      server.agents.add(number, AgentConfig.of("Ada", address), AgentStatus.RUNNING);
    }
    String meetings = server.get("/meetings").body();
    assertFalse(meetings.contains("S3CRET"), meetings);
    assertTrue(
        meetings.contains(
            "[{\"url\":\"https://us02web.zoom.us/j/12345?pwd=***&utm_source=x\",\"agent_count\":3"),
        meetings);
    assertEquals(1, json(server.get("/usage")).path("total_meetings").intValue());
    assertTrue(
        server.get("/agents/agent_00000001").body().contains("pwd=S3CRET&utm_source=x"),
        "the agent's own configuration has the address as it was given");
  }

  @Test
  void countsAgentsMeetingsAndTime() throws Exception {
    int number = 1;
    for (AgentStatus status : AgentStatus.values()) {
      server.agents.add(number++, number % 2 == 0 ? IN_A : IN_B, status);
    }
    server.now.set(ServerUnderTest.START.plusSeconds(75).plusMillis(900));
    HttpResponse<String> response = server.get("/usage");
    assertEquals(200, response.statusCode());
    JsonNode usage = json(response);
    assertEquals(6, usage.path("total_agents").intValue());
    assertEquals(2, usage.path("active_agents").intValue());
    assertEquals(2, usage.path("total_meetings").intValue());
    assertEquals("75", usage.path("uptime_seconds").toString());
  }

  @Test
  void countsCallsByRouteAndNeverByPath() throws Exception {
    server.get("/agents/agent_00000001");
    server.get("/agents/agent_00000002");
    server.post("/agents/agent_00000001/start", "");
    server.get("/agents/agent_00000001/logs?lines=3");
    server.get("/agents");
    server.send("BREW", "/agents", "");
    server.get("/nowhere");
    JsonNode calls = json(server.get("/usage")).path("api_calls");
    assertEquals(
        "{\"GET /agents\":1,\"GET /agents/{agent_id}\":2,\"GET /agents/{agent_id}/logs\":1,"
            + "\"GET /usage\":1,\"OTHER /agents\":1,\"POST /agents/{agent_id}/start\":1}",
        calls.toString());
  }

  @Test
  void showsTheFiguresOfTheSockets() throws Exception {
    assertEquals("{\"total_clients\":0,\"agents_monitored\":0}\n", server.get("/ws/stats").body());
    server.sockets.set(3);
    server.monitored.set(2);
    assertEquals("{\"total_clients\":3,\"agents_monitored\":2}\n", server.get("/ws/stats").body());
  }

  @Test
  void aSlashAtTheEndChangesNothing() throws Exception {
    server.agents.add(1, AgentConfig.of("Ada", "https://meet.test/a"), AgentStatus.RUNNING);
    for (String path : List.of("/agents", "/agents/agent_00000001", "/usage", "/health/live")) {
      assertEquals(200, server.get(path + "/").statusCode(), path);
    }
    assertEquals(
        server.get("/agents/agent_00000001/logs?lines=1").body(),
        server.get("/agents/agent_00000001/logs/?lines=1").body());
    assertEquals(400, server.get("/agents/agent_00000001/logs/?lines=x").statusCode());
    assertEquals(
        201,
        server
            .postJson("/agents/", "{\"name\":\"B\",\"meeting_url\":\"https://meet.test/b\"}")
            .statusCode());
    assertEquals(405, server.send("PUT", "/agents/", "").statusCode());
    assertEquals(404, server.get("/nowhere/").statusCode());
    assertEquals(404, server.get("/agents//").statusCode());
  }
}
