package ai.joinly.manager.api.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.FakeAgents;
import ai.joinly.manager.api.RestApi;
import ai.joinly.manager.api.RestResponse;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.agent.SpeechSettings;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /agents} as the front end and scripts use it. */
@SuppressWarnings("InlineFormatString") // one constant is the whole configuration
class AgentsApiTest {
  private static final AgentConfig CONFIG = AgentConfig.of("Joinly", "https://meet.test/abc");

  private RestApi api;

  @BeforeEach
  void start() {
    api = new RestApi();
  }

  @Test
  void listsNoneAsAnEmptyArray() throws Exception {
    RestResponse response = api.get("/agents");
    assertEquals(200, response.statusCode());
    assertEquals("[]\n", response.body());
    assertEquals("application/json", response.header("Content-Type").orElse(""));
  }

  @Test
  void anAgentThatCannotBeShownSpoilsNoList() throws Exception {
    api.agents.add(1, CONFIG, AgentStatus.RUNNING);
    api.agents.add(2, nested(998), AgentStatus.RUNNING);
    api.agents.add(3, CONFIG, AgentStatus.CREATED);
    JsonNode list = api.get("/agents").json();
    assertEquals(3, list.size(), list.toString());
    assertEquals("Joinly", list.get(2).path("config").path("name").textValue());
    for (JsonNode unshown : List.of(list.get(1), api.get("/agents/agent_00000002").json())) {
      assertEquals("agent_00000002", unshown.path("id").textValue());
      assertEquals("Joinly", unshown.path("name").textValue());
      assertEquals("running", unshown.path("status").textValue());
      assertTrue(unshown.path("error").textValue().contains("cannot be shown"), unshown.toString());
    }
  }

  /** As an older version stored it. */
  private static AgentConfig nested(int levels) {
    Map<String, Object> value = Map.of();
    for (int i = 1; i < levels; i++) {
      value = Map.of("a", value);
    }
    SpeechSettings s = CONFIG.speech();
    return CONFIG.toBuilder()
        .speech(
            new SpeechSettings(
                s.tts(),
                s.stt(),
                s.language(),
                s.utteranceTailSeconds(),
                s.noSpeechEventDelay(),
                s.maxSttTasks(),
                s.windowQueueSize(),
                value,
                Map.of(),
                Map.of()))
        .build();
  }

  @Test
  void listsOldestFirst() throws Exception {
    api.agents.add(1, CONFIG, AgentStatus.RUNNING);
    api.agents.add(2, CONFIG, AgentStatus.CREATED);
    JsonNode list = api.get("/agents").json();
    assertEquals(
        List.of("agent_00000001", "agent_00000002"), list.findValuesAsText("id"), list.toString());
  }

  @Test
  void createsWithEveryDefaultShown() throws Exception {
    RestResponse response =
        api.postJson("/agents", "{\"name\":\"Joinly\",\"meeting_url\":\"https://meet.test/abc\"}");
    assertEquals(201, response.statusCode());
    assertEquals("/agents/agent_00000001", response.header("Location").orElse("none"));
    JsonNode agent = response.json();
    assertEquals("starting", agent.path("status").textValue());
    assertEquals("not_joined", agent.path("meeting_status").textValue());
    assertEquals("2026-03-01T10:00:01.000Z", agent.path("created_at").textValue());
    assertEquals("[]", agent.path("logs").toString());
    assertFalse(agent.has("started_at") || agent.has("stopped_at") || agent.has("error_message"));
    assertEquals(
        """
        {"name":"Joinly","meeting_url":"https://meet.test/abc","llm_provider":"openai",\
        "llm_model":"gpt-4o","tts_provider":"kokoro","stt_provider":"whisper","language":"en",\
        "utterance_tail_seconds":null,"no_speech_event_delay":null,"max_stt_tasks":null,\
        "window_queue_size":null,"stt_args":{},"tts_args":{},"vad_args":{},"prompt_style":"mpc",\
        "custom_prompt":null,"personality_prompt":null,"name_trigger":false,\
        "name_aliases":[],"follow_up_seconds":20,"auto_join":true,\
        "passcode":null,"conversation_mode":"conversational","chat":false,"analysis":false,\
        "timezone":null,"mcp_servers":{},"env_vars":{},"join_at":null,"join_until":null,"deduplication_key":null,\
        "metadata":{}}\
        """,
        agent.path("config").toString());
    assertEquals(CONFIG, api.agents.created.peek());
  }

  @Test
  void createsWithEverythingGiven() throws Exception {
    String config =
        """
        {"name":"Ada","meeting_url":"https://zoom.test/1","llm_provider":"anthropic",\
        "llm_model":"claude","tts_provider":"elevenlabs","stt_provider":"deepgram","language":"de",\
        "utterance_tail_seconds":1.5,"no_speech_event_delay":0.3,"max_stt_tasks":5,\
        "window_queue_size":100,"stt_args":{"a":[1,2.5,null,true]},"tts_args":{"v":"x"},\
        "vad_args":{"n":{"m":1}},"prompt_style":"dyadic","custom_prompt":"You are {name}",\
        "personality_prompt":"dry","name_trigger":true,"name_aliases":["Countess","艾达"],\
        "follow_up_seconds":2.5,"auto_join":false,"passcode":"%s",\
        "conversation_mode":"conversational","chat":true,"analysis":true,\
        "timezone":"Europe/Berlin","mcp_servers":{"wiki":{"url":"https://wiki.test/mcp","headers":{"Authorization":"%s"},\
        "include":["get_*"],"exclude":["get_all"]}},\
        "env_vars":{"ANTHROPIC_API_KEY":"%s"},"join_at":null,"join_until":null,"deduplication_key":"room 1",\
        "metadata":{"cost_center":"4711","team":"red"}}\
        """;
    RestResponse response =
        api.postJson("/agents", config.formatted("s3cret-code", "s3cret-token", "s3cret-key"));
    assertEquals(201, response.statusCode(), response.body());
    assertFalse(response.body().contains("s3cret"), response.body());
    assertEquals(config.formatted("***", "***", "***"), response.json().path("config").toString());
    assertEquals("created", response.json().path("status").textValue());
    AgentConfig created = api.agents.created.remove();
    assertEquals(Optional.of("room 1"), created.deduplicationKey());
    assertEquals(Map.of("team", "red", "cost_center", "4711"), created.metadata().entries());
    assertEquals("s3cret-key", created.envVars().get("ANTHROPIC_API_KEY").value());
    assertEquals("s3cret-code", created.passcode().orElseThrow().value());
    assertEquals(
        "s3cret-token", created.mcpServers().get("wiki").headers().get("Authorization").value());
    assertFalse(api.get("/agents").body().contains("s3cret"));
    assertFalse(api.get("/agents/agent_00000001").body().contains("s3cret"));
  }

  @Test
  void warnsOfFieldsThatDoNotExist() throws Exception {
    RestResponse response =
        api.postJson(
            "/agents",
            """
            {"name":"Joinly","meeting_url":"https://meet.test/abc","nametrigger":true,
             "model":"gpt-5","tts":"kokoro","API_KEY":"s3cret","passcode":null}\
            """);
    assertEquals(201, response.statusCode());
    assertFalse(response.body().contains("s3cret"), response.body());
    assertEquals(
        List.of(
            "The field 'nametrigger' does not exist and has no effect;"
                + " did you mean 'name_trigger'?",
            "The field 'model' does not exist and has no effect; did you mean 'llm_model'?",
            "The field 'tts' does not exist and has no effect; did you mean 'tts_provider'?",
            "The field 'API_KEY' does not exist and has no effect; remove it"),
        response.json().path("warnings").valueStream().map(JsonNode::textValue).toList());
  }

  @Test
  void manyUnknownFieldsAreNamedInPart() throws Exception {
    StringBuilder body =
        new StringBuilder("{\"name\":\"A\",\"meeting_url\":\"https://meet.test/abc\"");
    for (int i = 0; i < 1_000; i++) {
      body.append(",\"").append("x".repeat(100)).append(i).append("\":0");
    }
    JsonNode warnings =
        api.postJson("/agents", body.append('}').toString()).json().path("warnings");
    assertEquals(11, warnings.size(), warnings.toString());
    assertTrue(warnings.path(0).textValue().contains("x…'"), warnings.toString());
    assertTrue(warnings.path(10).textValue().startsWith("990 more fields"), warnings.toString());
  }

  @Test
  void warnsOfANameThatCannotBeHeard() throws Exception {
    assertEquals(
        "[]",
        api.postJson("/agents", "{\"name\":\"Joinly\",\"meeting_url\":\"https://meet.test/abc\"}")
            .json()
            .path("warnings")
            .toString());
    JsonNode warned =
        api.postJson(
                "/agents",
                """
                {"name":"🤖","meeting_url":"https://meet.test/abc","name_trigger":true,
                 "name_aliases":["***"]}\
                """)
            .json();
    assertEquals(2, warned.path("warnings").size(), warned.toString());
    assertTrue(warned.path("warnings").path(0).textValue().contains("never answers"));
    assertTrue(warned.path("warnings").path(1).textValue().contains("'***'"));
  }

  @Test
  void refusesTooManyAliases() throws Exception {
    String config =
        "{\"name\":\"Joinly\",\"meeting_url\":\"https://meet.test/abc\",\"name_aliases\":%s}";
    for (String bad :
        List.of(
            "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\"]",
            "[\" \"]",
            "[\"" + "x".repeat(101) + "\"]",
            "\"Ada\"")) {
      RestResponse response = api.postJson("/agents", config.formatted(bad));
      assertEquals(400, response.statusCode(), bad);
      assertEquals(
          "name_aliases",
          response.json().path("fields").path(0).path("field").textValue(),
          response.body());
    }
  }

  @Test
  void ignoresUnknownFieldsAndTakesNullsForAbsent() throws Exception {
    RestResponse response =
        api.postJson(
            "/agents",
            """
            {"name":"Joinly","meeting_url":"https://meet.test/abc","colour":"red",
             "llm_model":null,"env_vars":null,"stt_args":null,"auto_join":null,
             "conversation_mode":null,"custom_prompt":""}\
            """);
    assertEquals(201, response.statusCode(), response.body());
    assertEquals(CONFIG, api.agents.created.peek());
  }

  @Test
  void namesEveryBadFieldAtOnce() throws Exception {
    RestResponse response =
        api.postJson(
            "/agents",
            """
            {"name":7,"meeting_url":"ftp://x","llm_provider":"hal","llm_model":"",
             "tts_provider":1,"stt_provider":"ear","language":[],"prompt_style":"x",
             "custom_prompt":{},"personality_prompt":1,"name_trigger":"yes","name_aliases":["a",1],"follow_up_seconds":301,"auto_join":0,
             "passcode":1,"timezone":"Berlin","conversation_mode":"monologue","utterance_tail_seconds":9,
             "no_speech_event_delay":"1","max_stt_tasks":1.5,"window_queue_size":9,
             "stt_args":[],"tts_args":"x","vad_args":{"a":1e999},"chat":1,"analysis":"no",
             "mcp_servers":{"wiki":{"url":"file:///etc"}},"env_vars":{"K":1},"deduplication_key":7,"metadata":{"a":1}}\
            """);
    assertEquals(400, response.statusCode());
    JsonNode error = response.json();
    assertEquals("invalid_fields", error.path("code").textValue());
    List<String> named = error.path("fields").findValuesAsText("field");
    assertEquals(
        new TreeSet<>(
            List.of(
                "name",
                "meeting_url",
                "llm_provider",
                "llm_model",
                "tts_provider",
                "stt_provider",
                "language",
                "prompt_style",
                "custom_prompt",
                "personality_prompt",
                "name_trigger",
                "name_aliases",
                "follow_up_seconds",
                "auto_join",
                "passcode",
                "timezone",
                "conversation_mode",
                "utterance_tail_seconds",
                "no_speech_event_delay",
                "max_stt_tasks",
                "window_queue_size",
                "stt_args",
                "tts_args",
                "vad_args",
                "chat",
                "analysis",
                "mcp_servers",
                "env_vars",
                "deduplication_key",
                "metadata")),
        new TreeSet<>(named));
    assertEquals(30, named.size(), "each once");
    for (String field : named) {
      assertTrue(error.path("error").textValue().contains(field), field);
    }
    assertTrue(error.toString().contains("did you mean Europe/Berlin?"), error.toString());
    assertTrue(api.agents.created.isEmpty());
  }

  @Test
  void namesWhatIsMissing() throws Exception {
    RestResponse response = api.postJson("/agents", "{}");
    assertEquals(400, response.statusCode());
    assertEquals(
        List.of("name", "meeting_url"), response.json().path("fields").findValuesAsText("field"));
  }

  @Test
  void aMisspelledRequiredFieldIsNamedWithWhatItShouldBe() throws Exception {
    RestResponse response =
        api.postJson("/agents", "{\"nmae\":\"s3cret\",\"url\":\"https://meet.test/abc\"}");
    assertEquals(400, response.statusCode());
    assertEquals(
        "{\"error\":\"Not valid: name must be given; meeting_url must be given;"
            + " nmae does not exist (did you mean name?);"
            + " url does not exist (did you mean meeting_url?).\",\"code\":\"invalid_fields\","
            + "\"fields\":[{\"field\":\"name\",\"message\":\"must be given\"},"
            + "{\"field\":\"meeting_url\",\"message\":\"must be given\"},"
            + "{\"field\":\"nmae\",\"message\":\"does not exist (did you mean name?)\"},"
            + "{\"field\":\"url\",\"message\":\"does not exist (did you mean meeting_url?)\"}]}\n",
        response.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"llm_provider\":\"anthropic\" | llm_model gpt-4o is not a model of anthropic; name one in llm_model, for example claude-sonnet-4-5",
        "\"llm_provider\":\"google\" | llm_model gpt-4o is not a model of google; name one in llm_model, for example gemini-2.5-flash",
        "\"llm_provider\":\"ollama\" | llm_model gpt-4o is not a model of ollama; name one in llm_model, for example llama3.1",
        "\"language\":\"english\" | The language 'english' is not an ISO 639-1 code; did you mean 'en'?",
        "\"language\":\"deu\" | The language 'deu' is not an ISO 639-1 code; did you mean 'de'?",
        "\"language\":\"qqq\" | The language 'qqq' is not an ISO 639-1 code; use one such as 'en'",
        "\"env_vars\":{\"OPENAI_APIKEY\":\"s3cret\"} | OPENAI_APIKEY in env_vars has no effect; did you mean OPENAI_API_KEY?",
        "\"env_vars\":{\"openai_api_key\":\"s3cret\"} | openai_api_key in env_vars has no effect; did you mean OPENAI_API_KEY?",
        "\"custom_prompt\":\"Be {nam}, {foo}.\" | The placeholder {nam} in custom_prompt is not filled in; did you mean {name}?",
        "\"custom_prompt\":\"It is {clock}.\" | The placeholder {clock} in custom_prompt is not filled in; docs/api.md lists the valid placeholders"
      })
  void warnsOfValuesThatCannotWork(String field, String warning) throws Exception {
    RestResponse response =
        api.postJson(
            "/agents",
            "{\"name\":\"Joinly\",\"meeting_url\":\"https://meet.test/abc\"," + field + "}");
    assertEquals(201, response.statusCode(), response.body());
    assertEquals(warning, response.json().path("warnings").path(0).textValue(), response.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"llm_provider\":\"anthropic\",\"llm_model\":\"claude-sonnet-4-5\"",
        "\"llm_provider\":\"azure_openai\"",
        "\"language\":\"de-AT\"",
        "\"language\":\"pt_BR\"",
        "\"language\":\"yue\"",
        "\"language\":\"multi\"",
        "\"env_vars\":{\"GEMINI_API_KEY\":\"k\",\"SOMETHING_ELSE\":\"v\"}",
        "\"custom_prompt\":\"{agent_name} {time}: {\\\"a\\\": {}}\""
      })
  void doesNotWarnOfWhatWorks(String field) throws Exception {
    RestResponse response =
        api.postJson(
            "/agents",
            "{\"name\":\"Joinly\",\"meeting_url\":\"https://meet.test/abc\"," + field + "}");
    assertEquals("[]", response.json().path("warnings").toString(), response.body());
  }

  @Test
  void takesAnAnalyst() throws Exception {
    RestResponse response =
        api.postJson(
            "/agents",
            "{\"name\":\"A\",\"meeting_url\":\"https://meet.test/a\",\"conversation_mode\":\"analyst\"}");
    assertEquals(201, response.statusCode());
    assertEquals("analyst", response.json().at("/config/conversation_mode").textValue());
    assertTrue(api.agents.created.peek().keepsAnalysis());
  }

  @Test
  void noSecretIsInAnError() throws Exception {
    RestResponse response =
        api.postJson(
            "/agents", "{\"passcode\":[\"s3cret\"],\"env_vars\":{\"A B\":\"s3cret\",\"C\":1}}");
    assertEquals(400, response.statusCode());
    assertFalse(response.body().contains("s3cret"), response.body());
  }

  @Test
  void showsOneWithWhatIsSet() throws Exception {
    Agent agent =
        new Agent(
            AgentId.of(7),
            CONFIG,
            AgentStatus.ERROR,
            MeetingStatus.LEFT,
            FakeAgents.CREATED_AT,
            Optional.of(FakeAgents.CREATED_AT.plusMillis(1_250)),
            Optional.of(FakeAgents.CREATED_AT.plusSeconds(60)),
            Optional.of("The joinly api is gone."),
            Optional.empty());
    api.agents.add(agent, logs(150));
    JsonNode shown = api.get("/agents/agent_00000007").json();
    assertEquals("agent_00000007", shown.path("id").textValue());
    assertEquals("error", shown.path("status").textValue());
    assertEquals("left", shown.path("meeting_status").textValue());
    assertEquals("2026-03-01T10:00:01.250Z", shown.path("started_at").textValue());
    assertEquals("2026-03-01T10:01:00.000Z", shown.path("stopped_at").textValue());
    assertEquals("The joinly api is gone.", shown.path("error_message").textValue());
    assertEquals(100, shown.path("logs").size());
    assertEquals("line 149", shown.path("logs").path(99).path("message").textValue());
    assertEquals(shown, api.get("/agents").json().path(0));
  }

  private static List<LogEntry> logs(int lines) {
    List<LogEntry> logs = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      logs.add(new LogEntry(FakeAgents.CREATED_AT, LogLevel.INFO, "line " + i));
    }
    return logs;
  }
}
