package ai.joinly.manager.api.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.api.ServerUnderTest;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code /demo}, with and without a demo. */
class DemoServiceTest {
  private static final String URL = "https://meet.google.com/abc-defg-hij";

  private final List<String> said = new CopyOnWriteArrayList<>();
  private volatile boolean inMeeting = true;
  private final ServerUnderTest server;
  private final AgentId agent;

  DemoServiceTest() throws Exception {
    server = ServerUnderTest.withDemo(new Meetings());
    agent = server.agents.add(1, AgentConfig.builder("Nova", URL).build(), AgentStatus.RUNNING);
  }

  /** Meetings that record speech. */
  private final class Meetings implements DemoMeetings {
    @Override
    public List<String> people() {
      return List.of("Ada Meyer", "Grace Kim");
    }

    @Override
    public String meetingUrl() {
      return URL;
    }

    @Override
    public String quietMeetingUrl() {
      return URL + "-quiet";
    }

    @Override
    public boolean say(AgentConfig config, String speaker, String text) {
      said.add(config.name() + " " + config.meetingUrl() + " " + speaker + ": " + text);
      return inMeeting;
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void showsThePeopleAndTheMeetings() throws Exception {
    JsonNode json = ServerUnderTest.json(server.get("/demo"));
    assertEquals("[\"Ada Meyer\",\"Grace Kim\"]", json.get("people").toString());
    assertEquals(URL, json.get("meeting_url").asText());
    assertEquals(URL + "-quiet", json.get("quiet_meeting_url").asText());
  }

  @Test
  void aParticipantSpeaksInTheMeetingOfTheAgent() throws Exception {
    HttpResponse<String> response = say(agent.value(), "Ada Meyer", " Hello Nova. ");
    assertEquals(200, response.statusCode());
    assertEquals(List.of("Nova " + URL + " Ada Meyer: Hello Nova."), said);
  }

  @Test
  void everyInvalidFieldIsNamed() throws Exception {
    HttpResponse<String> response =
        server.postJson("/demo/say", "{\"speaker\":\"" + "x".repeat(61) + "\",\"text\":\" \"}");
    assertEquals(400, response.statusCode());
    JsonNode json = ServerUnderTest.json(response);
    assertEquals("invalid_fields", json.get("code").asText());
    assertEquals(
        List.of("agent_id", "speaker", "text"),
        json.get("fields").valueStream().map(field -> field.get("field").asText()).toList());
    assertEquals(List.of(), said);
  }

  @Test
  void anUnknownAgentIs404AndOneOutsideAMeeting409() throws Exception {
    assertEquals(404, say("agent_ffffffff", "Ada", "Hello").statusCode());
    assertEquals(404, say("../etc", "Ada", "Hello").statusCode());
    inMeeting = false;
    HttpResponse<String> response = say(agent.value(), "Ada", "Hello");
    assertEquals(409, response.statusCode());
    assertEquals("not_in_meeting", ServerUnderTest.json(response).get("code").asText());
  }

  @Test
  void pagesOfOtherOriginsCannotSpeak() throws Exception {
    HttpResponse<String> response =
        server.post(
            "/demo/say",
            "{}",
            "Content-Type",
            "application/json",
            "Origin",
            "https://evil.example.com");
    assertEquals(403, response.statusCode());
  }

  @Test
  void withoutDemoThereIsNoSuchPath() throws Exception {
    try (ServerUnderTest ordinary = new ServerUnderTest()) {
      assertEquals(404, ordinary.get("/demo").statusCode());
      assertEquals(404, ordinary.postJson("/demo/say", "{}").statusCode());
    }
  }

  private HttpResponse<String> say(String id, String speaker, String text) throws Exception {
    return server.postJson(
        "/demo/say",
        "{\"agent_id\":\"%s\",\"speaker\":\"%s\",\"text\":\"%s\"}".formatted(id, speaker, text));
  }
}
