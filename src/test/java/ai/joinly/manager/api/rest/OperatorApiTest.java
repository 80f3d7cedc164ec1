package ai.joinly.manager.api.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.api.RestApi;
import ai.joinly.manager.api.RestResponse;
import ai.joinly.manager.config.LlmPrices;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.domain.meeting.HeardShare;
import ai.joinly.manager.domain.meeting.Speech;
import ai.joinly.manager.domain.usage.AgentUsage;
import ai.joinly.manager.domain.usage.ModelPrice;
import ai.joinly.manager.domain.usage.ServiceUsage;
import ai.joinly.manager.domain.usage.TokenUsage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperatorApiTest {
  private static final String AGENT = "/agents/agent_00000001";
  private static final LlmPrices PRICES =
      new LlmPrices(
          Map.of(
              "gpt-4o*",
              new ModelPrice(new BigDecimal("2.50"), new BigDecimal("10"), new BigDecimal("1.25"))),
          "EUR");

  private final RestApi api;

  OperatorApiTest() {
    api = new RestApi(PRICES);
  }

  @BeforeEach
  void addAgent() {
    api.agents.add(1, AgentConfig.of("Ada", "https://meet.test/a"), AgentStatus.RUNNING);
  }

  private void assertAnswer(int status, String body, RestResponse response) {
    assertEquals(body + "\n", response.body());
    assertEquals(status, response.statusCode());
  }

  @Test
  void commandsReachTheAgent() throws Exception {
    assertAnswer(
        200,
        "{\"message\":\"Speech ended\",\"result\":\"Finished speaking.\",\"heard\":\"all\"}",
        api.postJson(AGENT + "/say", "{\"text\":\"Hello all\"}"));
    api.agents.spoken = Optional.empty();
    assertAnswer(
        202,
        "{\"message\":\"The agent is still speaking or waiting to speak\"}",
        api.postJson(AGENT + "/say", "{\"text\":\"Long\"}"));
    assertAnswer(
        200,
        "{\"message\":\"Chat message sent\"}",
        api.postJson(AGENT + "/chat", "{\"message\":\"Link\"}"));
    api.agents.written = false;
    assertAnswer(
        202,
        "{\"message\":\"The agent is still writing or waiting to write\"}",
        api.postJson(AGENT + "/chat", "{\"message\":\"Minutes\"}"));
    assertAnswer(200, "{\"message\":\"Agent muted\"}", api.postJson(AGENT + "/mute", ""));
    assertAnswer(200, "{\"message\":\"Agent unmuted\"}", api.postJson(AGENT + "/unmute", ""));
    assertAnswer(
        200,
        "{\"message\":\"Agent instructed\"}",
        api.postJson(AGENT + "/instruct", "{\"text\":\"Be quick\"}"));
    assertAnswer(
        200,
        "[{\"name\":\"Ada\",\"email\":null,\"infos\":[\"Meeting host\"]},"
            + "{\"name\":\"Bob\",\"email\":\"bob@x.test\",\"infos\":[]}]",
        api.get(AGENT + "/participants"));
    assertEquals(
        List.of(
            "say \"Hello all\" agent_00000001",
            "say \"Long\" agent_00000001",
            "write \"Link\" agent_00000001",
            "write \"Minutes\" agent_00000001",
            "mute agent_00000001",
            "unmute agent_00000001",
            "instruct \"Be quick\" agent_00000001",
            "participants agent_00000001"),
        List.copyOf(api.agents.commands));
  }

  @Test
  void aSpeechThatNobodyHeardIsNotCalledEnded() throws Exception {
    api.agents.spoken = Optional.of(new Speech("Speech detected, not speaking.", HeardShare.NONE));
    assertAnswer(
        200,
        "{\"message\":\"Not heard\",\"result\":\"Speech detected, not speaking.\",\"heard\":\"none\"}",
        api.postJson(AGENT + "/say", "{\"text\":\"Hello all\"}"));
  }

  @Test
  void fieldsThatDoNotExistAreNamed() throws Exception {
    for (String path : List.of("/say", "/chat", "/instruct")) {
      RestResponse refused = api.postJson(AGENT + path, "{\"txt\":\"s3cret\"}");
      assertEquals(400, refused.statusCode());
      assertTrue(
          refused
              .body()
              .contains("{\"field\":\"txt\",\"message\":\"does not exist (did you mean text?)\"}"),
          refused.body());
      assertTrue(!refused.body().contains("s3cret"), refused.body());
      RestResponse warned = api.postJson(AGENT + path, "{\"text\":\"Hi\",\"txt\":\"s3cret\"}");
      assertEquals(200, warned.statusCode());
      assertTrue(
          warned
              .body()
              .endsWith(
                  ",\"warnings\":[\"The field 'txt' does not exist and has no effect;"
                      + " did you mean 'text'?\"]}\n"),
          warned.body());
    }
  }

  @Test
  void aTextThatIsNoneIsRefusedByName() throws Exception {
    for (String body :
        List.of(
            "{}", "{\"text\":\" \"}", "{\"text\":5}", "{\"text\":\"" + "x".repeat(5_001) + "\"}")) {
      RestResponse response = api.postJson(AGENT + "/say", body);
      assertEquals(400, response.statusCode());
      assertTrue(response.body().contains("\"field\":\"text\""), response.body());
    }
    assertEquals(400, api.postJson(AGENT + "/instruct", "").statusCode());
    assertTrue(api.agents.commands.isEmpty());
  }

  @Test
  void aTextOfWhichNothingCanBeSpokenOrWrittenIsRefused() throws Exception {
    String mistake = "has nothing that can be spoken, only markup or emoji; write words";
    for (String text :
        List.of("😀🎉", "**", "---", "<think>Hm.</think>", "![](x.png)", "\\u200b")) {
      assertAnswer(
          400,
          "{\"error\":\"Not valid: text "
              + mistake
              + ".\",\"code\":\"invalid_fields\",\"fields\":[{\"field\":\"text\",\"message\":\""
              + mistake
              + "\"}]}",
          api.postJson(AGENT + "/say", "{\"text\":\"" + text + "\"}"));
    }
    for (String text : List.of("**", "---", "<think>Hm.</think>", "\\u200b")) {
      RestResponse response = api.postJson(AGENT + "/chat", "{\"message\":\"" + text + "\"}");
      assertEquals(400, response.statusCode());
      assertTrue(response.body().contains("\"field\":\"text\""), response.body());
    }
    assertTrue(api.agents.commands.isEmpty());
    assertEquals(200, api.postJson(AGENT + "/chat", "{\"message\":\"👍\"}").statusCode());
  }

  @Test
  void refusalsHaveTheirStatus() throws Exception {
    api.agents.refuseNext(Reason.NOT_IN_MEETING);
    RestResponse response = api.postJson(AGENT + "/say", "{\"text\":\"x\"}");
    assertEquals(409, response.statusCode());
    assertTrue(response.body().contains("\"code\":\"not_in_meeting\""), response.body());
    api.agents.refuseNext(Reason.MEETING_FAILED);
    response = api.postJson(AGENT + "/chat", "{\"text\":\"x\"}");
    assertEquals(502, response.statusCode());
    assertTrue(response.body().contains("\"code\":\"meeting_server_failed\""), response.body());
    assertEquals(404, api.postJson("/agents/agent_00000009/mute", "").statusCode());
    assertEquals(404, api.get("/agents/nonsense/participants").statusCode());
    assertEquals(405, api.get(AGENT + "/say").statusCode());
  }

  @Test
  void usageShowsCostsOnlyWhereThereIsAPrice() throws Exception {
    api.agents.used =
        AgentUsage.NONE
            .plus(LlmProvider.OPENAI, "gpt-4o", 3, new TokenUsage(2_000, 100, 1_000))
            .plus(LlmProvider.OLLAMA, "llama3", 1, new TokenUsage(10, 1, 0))
            .plus(new ServiceUsage(Map.of("stt", Map.of("minutes", new BigDecimal("1.5")))));
    String usage =
        "\"llm\":[{\"provider\":\"openai\",\"model\":\"gpt-4o\",\"requests\":3,"
            + "\"tokens\":{\"input\":2000,\"output\":100,\"cached_input\":1000},"
            + "\"estimated_cost\":0.00475},"
            + "{\"provider\":\"ollama\",\"model\":\"llama3\",\"requests\":1,"
            + "\"tokens\":{\"input\":10,\"output\":1,\"cached_input\":0}}],"
            + "\"services\":{\"stt\":{\"minutes\":1.5}},"
            + "\"estimated_cost\":{\"amount\":0.00475,\"currency\":\"EUR\"}}";
    assertAnswer(200, "{" + usage, api.get(AGENT + "/usage"));
    assertTrue(api.get("/usage").body().endsWith(usage + "\n"), api.get("/usage").body());
    api.agents.used =
        AgentUsage.NONE.plus(LlmProvider.OLLAMA, "llama3", 1, new TokenUsage(10, 1, 0));
    assertTrue(!api.get(AGENT + "/usage").body().contains("cost"));
  }
}
