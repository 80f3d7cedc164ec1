package ai.joinly.manager.api.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.AgentRefusedException;
import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.api.FakeAgents;
import ai.joinly.manager.api.RestApi;
import ai.joinly.manager.api.RestResponse;
import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.LogLevel;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done with one agent, and how it is refused. */
class AgentCommandsTest {
  private static final AgentConfig CONFIG = AgentConfig.of("Joinly", "https://meet.test/abc");
  private static final String UNKNOWN = "/agents/agent_ffffffff";

  private RestApi api;

  @BeforeEach
  void start() {
    api = new RestApi();
  }

  @Test
  void startsStopsJoinsAndDeletes() throws Exception {
    String path = "/agents/" + api.agents.add(1, CONFIG, AgentStatus.RUNNING).value();
    assertEquals(
        "{\"message\":\"Agent started successfully\",\"changed\":false,"
            + "\"note\":\"The agent is running already.\"}\n",
        api.post(path + "/start", "").body());
    assertMessage("Join meeting initiated", api.post(path + "/join-meeting", ""));
    assertEquals(
        "{\"message\":\"Agent stopped successfully\",\"changed\":true}\n",
        api.post(path + "/stop", "").body());
    assertMessage("Agent deleted successfully", api.send("DELETE", path, ""));
    assertEquals(
        List.of(
            "start agent_00000001",
            "join agent_00000001",
            "stop agent_00000001",
            "delete agent_00000001"),
        List.copyOf(api.agents.commands));
    assertEquals(404, api.get(path).statusCode());
  }

  @Test
  void startingAndStoppingAnIdleAgentSaysWhatChanged() throws Exception {
    String path = "/agents/" + api.agents.add(1, CONFIG, AgentStatus.CREATED).value();
    RestResponse stopped = api.post(path + "/stop", "");
    assertEquals(200, stopped.statusCode());
    assertEquals(
        "{\"message\":\"Agent stopped successfully\",\"changed\":false,"
            + "\"note\":\"The agent was not running.\"}\n",
        stopped.body());
    assertEquals(
        "{\"message\":\"Agent started successfully\",\"changed\":true}\n",
        api.post(path + "/start", "").body());
  }

  @Test
  void aMisspelledQueryParameterIsRefusedAndAnyOtherIgnored() throws Exception {
    api.agents.add(1, CONFIG, AgentStatus.RUNNING);
    RestResponse response = api.get("/agents/agent_00000001/logs?line=5");
    assertEquals(400, response.statusCode());
    assertEquals(
        "{\"error\":\"Not valid: line does not exist (did you mean lines?).\","
            + "\"code\":\"invalid_fields\",\"fields\":[{\"field\":\"line\","
            + "\"message\":\"does not exist (did you mean lines?)\"}]}\n",
        response.body());
    assertEquals(200, api.get("/agents/agent_00000001/logs?_=1700000000").statusCode());
  }

  @Test
  void everySentenceEndsWithAFullStop() throws Exception {
    String path = "/agents/" + api.agents.add(1, CONFIG, AgentStatus.RUNNING).value();
    api.agents.failure =
        Optional.of(new AgentRefusedException(Reason.NOT_RUNNING, "It is not running"));
    assertEquals(
        "It is not running.", api.post(path + "/join-meeting", "").json().path("error").asText());
  }

  @Test
  void commandsTakeWhateverBodyAScriptSends() throws Exception {
    String path = "/agents/" + api.agents.add(1, CONFIG, AgentStatus.RUNNING).value();
    assertEquals(200, api.postJson(path + "/start", "{}").statusCode());
    assertEquals(200, api.post(path + "/stop", "x").statusCode());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, ''",
    "DELETE, ''",
    "POST, /start",
    "POST, /stop",
    "POST, /join-meeting",
    "GET, /logs",
    "GET, /analysis",
    "GET, /analysis/formatted"
  })
  void anUnknownAgentIs404(String method, String rest) throws Exception {
    for (String agent : List.of(UNKNOWN, "/agents/agent_FFFFFFFF", "/agents/7", "/agents/%00")) {
      RestResponse response = api.send(method, agent + rest, "");
      assertEquals(404, response.statusCode(), agent);
      assertEquals("unknown_agent", response.json().path("code").textValue());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_AGENT, 404", "NOT_RUNNING, 404", "NOT_CONNECTED, 400", "ALREADY_JOINED, 409",
    "CAPACITY_REACHED, 409", "STATUS_CONFLICT, 409", "BUSY, 503", "SHUTTING_DOWN, 503"
  })
  void refusalsHaveTheirStatus(Reason reason, int status) throws Exception {
    String path = "/agents/" + api.agents.add(1, CONFIG, AgentStatus.RUNNING).value();
    for (String command : List.of("/start", "/stop", "/join-meeting")) {
      api.agents.refuseNext(reason);
      RestResponse response = api.post(path + command, "");
      assertEquals(status, response.statusCode());
      assertEquals(reason.name().toLowerCase(Locale.ROOT), code(response));
      assertEquals("Refused because of " + reason + ".", response.json().path("error").textValue());
      assertEquals(
          reason == Reason.BUSY ? Optional.of("1") : Optional.empty(),
          response.header("Retry-After"));
    }
  }

  @Test
  void beyondTheLimitNothingIsCreated() throws Exception {
    api.agents.refuseNext(Reason.CAPACITY_REACHED);
    RestResponse response =
        api.postJson("/agents", "{\"name\":\"A\",\"meeting_url\":\"https://meet.test/a\"}");
    assertEquals(409, response.statusCode());
    assertEquals("capacity_reached", code(response));
  }

  @Test
  void whatTheFleetFindsInvalidIs400() throws Exception {
    api.agents.failure =
        Optional.of(
            new InvalidFieldsException(
                List.of(new FieldError("llm_provider", "needs the variable ANTHROPIC_API_KEY"))));
    RestResponse response =
        api.postJson("/agents", "{\"name\":\"A\",\"meeting_url\":\"https://meet.test/a\"}");
    assertEquals(400, response.statusCode());
    assertTrue(response.json().path("error").textValue().contains("ANTHROPIC_API_KEY"));
    assertEquals("llm_provider", response.json().at("/fields/0/field").textValue());
  }

  @ParameterizedTest
  @CsvSource({
    "'', 100",
    "?lines=100, 100",
    "?lines=1, 1",
    "?lines=007, 7",
    "?lines=1000, 1000",
    "?lines=1001, 1000",
    "?lines=99999999999999999999, 1000",
    "?other=3, 100"
  })
  void givesAsManyLinesOfTheLogAsAsked(String query, int expected) throws Exception {
    api.agents.add(FakeAgents.agent(1, CONFIG, AgentStatus.RUNNING), logs(1200));
    RestResponse response = api.get("/agents/agent_00000001/logs" + query);
    assertEquals(200, response.statusCode());
    JsonNode logs = response.json().path("logs");
    assertEquals(expected, logs.size());
    assertEquals(
        "{\"timestamp\":\"2026-03-01T10:00:00.000Z\",\"level\":\"info\",\"message\":\"line 1199\"}",
        logs.path(expected - 1).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "abc", "", "1.5", "+1", "%201", "1e3"})
  void aBadNumberOfLinesIs400(String lines) throws Exception {
    api.agents.add(1, CONFIG, AgentStatus.RUNNING);
    RestResponse response = api.get("/agents/agent_00000001/logs?lines=" + lines);
    assertEquals(400, response.statusCode());
    assertEquals("lines", response.json().at("/fields/0/field").textValue());
  }

  @Test
  void anAgentThatKeepsNoAnalysisSaysSo() throws Exception {
    api.agents.add(1, CONFIG, AgentStatus.RUNNING);
    for (String path : List.of("/analysis", "/analysis/formatted")) {
      RestResponse response = api.get("/agents/agent_00000001" + path);
      assertEquals(400, response.statusCode());
      assertTrue(response.json().path("error").textValue().contains("keeps no analysis"));
    }
  }

  private static List<LogEntry> logs(int lines) {
    List<LogEntry> logs = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      logs.add(new LogEntry(FakeAgents.CREATED_AT, LogLevel.INFO, "line " + i));
    }
    return logs;
  }

  private static String code(RestResponse response) throws IOException {
    return response.json().path("code").textValue();
  }

  private static void assertMessage(String message, RestResponse response) {
    assertEquals(200, response.statusCode());
    assertEquals("{\"message\":\"" + message + "\"}\n", response.body());
  }
}
