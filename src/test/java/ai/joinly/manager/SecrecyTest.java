package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.IndiscreetLlm.Call;
import ai.joinly.manager.IndiscreetLlm.Manner;
import ai.joinly.manager.agenttools.FakeToolServer;
import ai.joinly.simulator.JoinlySimulator;
import ai.joinly.simulator.SimulatedSession;
import ai.joinly.simulator.SimulatorOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A manager whose peers quote all that they were sent whenever they fail, logging as much as it
 * can: neither keys nor what people say and prompt get into its log, its metrics or its errors.
 */
@Tag("system")
class SecrecyTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String URL =
      "https://meet.google.com/abc-defg-hij?pwd=pass-4715&utm_source=x";

  /** Shown in the configuration of the agent, as part of its address, and nowhere else. */
  private static final String PASSCODE = "pass-4715";

  /** Never shown to anybody. */
  private static final List<String> SECRETS =
      List.of("sk-process-4711", "sk-agent-4712", "tok-header-4713", "pass-4714");

  /** Shown in the agent's own log, events and configuration, and nowhere else. */
  private static final List<String> WORDS =
      List.of(
          "xylophone-said",
          "xylophone-written",
          "xylophone-spoken",
          "xylophone-chatted",
          "xylophone-asked",
          "xylophone-found",
          "xylophone-prompt",
          "xylophone-character",
          "xylophone-hint",
          "xylophone-operator");

  @TempDir Path directory;
  private final JoinlySimulator joinly = JoinlySimulator.start(SimulatorOptions.fast().build());
  private final IndiscreetLlm llm = new IndiscreetLlm();
  private final FakeToolServer wiki = new FakeToolServer();

  /** What the API answered to those who are not to read it. */
  private final List<String> errors = new ArrayList<>();

  SecrecyTest() throws IOException {}

  @AfterEach
  void stop() throws Exception {
    wiki.close();
    llm.close();
    joinly.close();
  }

  @Test
  void neitherKeysNorWordsGetOut() throws Exception {
    wiki.tool("search", arguments -> FakeToolServer.text("xylophone-found"));
    llm.calls =
        List.of(
            new Call("wiki_search", "{\"query\":\"xylophone-asked\"}"),
            new Call("send_chat_message", "{\"message\":\"xylophone-chatted\"}"),
            new Call("speak_text", "{\"text\":\"xylophone-spoken\"}"));
    String metrics;
    try (ManagerProcess manager = new ManagerProcess(directory, settings())) {
      manager.start();
      String id = create(manager, agent().put("analysis", true));
      talk(manager, id);
      refuse(manager);
      for (Manner manner : Manner.values()) {
        fail(manager, id, manner);
      }
      loseTools(manager, id);
      joinly.faults().refuseJoins("goto " + URL + " failed: " + PASSCODE + " is wrong");
      String refused = create(manager, agent());
      eventually("the join was refused", () -> hasError(manager, refused, "error_message"));
      errors.add(manager.get("/agents/" + refused).path("error_message").asText());
      shownWithoutSecrets(manager, refused);
      metrics = body(manager, "GET", "/metrics");
      errors.add(manager.get("/agents/" + id).path("last_error").asText());
      errors.add(manager.get("/agents/" + id).path("error_message").asText());
      shown(manager, id);
      body(manager, "DELETE", "/agents/" + id);
      assertEquals(143, manager.terminate());
    }
    String log = Files.readString(directory.resolve("manager.log"));
    assertTrue(log.contains("is RUNNING"), log);
    assertTrue(
        errors.stream().anyMatch(error -> error.contains("language model")), errors.toString());
    for (String word : all()) {
      assertFalse(log.contains(word), () -> word + " is in the log:\n" + log);
      assertFalse(metrics.contains(word), () -> word + " is in the metrics");
      for (String error : errors) {
        assertFalse(error.contains(word), () -> word + " is in the error: " + error);
      }
    }
    assertTrue(llm.requests.toString().contains("sk-agent-4712"), "it was sent");
    assertFalse(llm.requests.toString().contains(PASSCODE), "no model needs it");
    assertFalse(llm.requests.toString().contains("sk-process-4711"), "it was not needed");
  }

  private static List<String> all() {
    List<String> all = new ArrayList<>(SECRETS);
    all.add(PASSCODE);
    all.addAll(WORDS);
    return all;
  }

  private ObjectNode agent() {
    ObjectNode agent =
        JSON.createObjectNode()
            .put("name", "Joe")
            .put("meeting_url", URL)
            .put("passcode", "pass-4714")
            .put("chat", true)
            .put("custom_prompt", "xylophone-prompt")
            .put("personality_prompt", "xylophone-character");
    agent
        .putObject("env_vars")
        .put("OPENAI_API_KEY", "sk-agent-4712")
        .put("OPENAI_BASE_URL", llm.baseUrl());
    agent
        .putObject("mcp_servers")
        .putObject("wiki")
        .put("url", wiki.url())
        .putObject("headers")
        .put("Authorization", "Bearer tok-header-4713");
    return agent;
  }

  /** All goes well, and all words come up. */
  private void talk(ManagerProcess manager, String id) throws Exception {
    SimulatedSession session = joinly.awaitJoined(URL, TestManager.LIMIT);
    await(manager, id, "wiki offers 1 tool");
    body(manager, "POST", "/agents/" + id + "/instruct", "{\"text\":\"Mention xylophone-hint.\"}");
    session.participantSaysAtOnce("Ada", "Joe, what about xylophone-said?");
    session.awaitSpoken("xylophone-spoken", TestManager.LIMIT);
    session.participantWrites("Ada", "Joe, and xylophone-written?");
    await(manager, id, "xylophone-written");
    body(manager, "POST", "/agents/" + id + "/say", "{\"text\":\"xylophone-operator\"}");
    await(manager, id, "xylophone-operator");
    assertEquals("search", wiki.nextCall());
    eventually("the words were sent", () -> llm.requests.toString().contains("xylophone-found"));
  }

  /** What is wrong is named, and not quoted. */
  private void refuse(ManagerProcess manager) throws Exception {
    ObjectNode lines = agent();
    lines.withObject("/env_vars").put("OPENAI_API_KEY", "sk-agent-4712\n");
    errors.add(create(manager, lines));
    ObjectNode elsewhere = agent();
    elsewhere.withObject("/env_vars").put("OPENAI_BASE_URL", "https://sk-agent-4712.example");
    errors.add(create(manager, elsewhere));
    ObjectNode header = agent();
    header.withObject("/mcp_servers/wiki/headers").put("X-Key", "tok-header-4713\n");
    errors.add(create(manager, header));
    errors.add(create(manager, agent().put("passcode", "pass-4714\n")));
    errors.add(create(manager, agent().put("llm_provider", "sk-agent-4712")));
    String cut = agent().toString();
    errors.add(body(manager, "POST", "/agents", cut.substring(0, cut.length() - 3)));
    errors.add(body(manager, "POST", "/agents/agent_00000000/say", "{\"text\":\"pass-4714\"}"));
  }

  /** The model fails in one manner, and the agent says so. */
  private void fail(ManagerProcess manager, String id, Manner manner) throws Exception {
    llm.manner = manner;
    int before = llm.requests.size();
    joinly
        .awaitJoined(URL, TestManager.LIMIT)
        .participantSaysAtOnce("Ada", "Joe, xylophone-said again?");
    eventually("it is asked", () -> llm.requests.size() > before || hasError(manager, id));
    errors.add(manager.get("/agents/" + id).path("last_error").asText());
  }

  private static boolean hasError(ManagerProcess manager, String id) {
    return hasError(manager, id, "last_error");
  }

  private static boolean hasError(ManagerProcess manager, String id, String field) {
    return !get(manager, "/agents/" + id).path(field).asText().isEmpty();
  }

  /** The tool server and the meeting server fail as well. */
  private void loseTools(ManagerProcess manager, String id) throws Exception {
    llm.manner = Manner.WELL;
    wiki.manner = FakeToolServer.Manner.OVERLOADED;
    wiki.forgetSessions();
    joinly.faults().failSpeechContaining("xylophone");
    SimulatedSession session = joinly.awaitJoined(URL, TestManager.LIMIT);
    errors.add(
        body(manager, "POST", "/agents/" + id + "/say", "{\"text\":\"xylophone-operator\"}"));
    session.participantSaysAtOnce("Ada", "Joe, xylophone-said once more?");
    joinly.loseWith404(session);
    joinly.awaitJoined(URL, TestManager.LIMIT);
    await(manager, id, "Joined the meeting", 2);
    joinly.halt();
    await(manager, id, "Check that it is running");
    joinly.resume();
  }

  /** Whoever may see an agent may see what it heard, and no secret. */
  private static void shown(ManagerProcess manager, String id) {
    shownWithoutSecrets(manager, id);
    assertTrue(
        get(manager, "/agents/" + id + "/logs?lines=1000").toString().contains("xylophone-said"));
  }

  private static void shownWithoutSecrets(ManagerProcess manager, String id) {
    for (String path :
        List.of(
            "/agents",
            "/agents/" + id,
            "/agents/" + id + "/logs?lines=1000",
            "/agents/" + id + "/events",
            "/agents/" + id + "/analysis",
            "/meetings",
            "/usage")) {
      String text = get(manager, path).toString();
      String others = text.replace("\"meeting_url\":\"" + URL + "\"", "");
      assertFalse(others.contains(PASSCODE), PASSCODE + " is in " + path + ": " + others);
      SECRETS.forEach(secret -> assertFalse(text.contains(secret), secret + " is in " + path));
    }
  }

  private static void await(ManagerProcess manager, String id, String line) {
    await(manager, id, line, 1);
  }

  private static void await(ManagerProcess manager, String id, String line, int times) {
    eventually(
        line + " is in the log",
        () ->
            get(manager, "/agents/" + id + "/logs?lines=1000").toString().split(line, -1).length
                > times);
  }

  /** The id, or the error. */
  private static String create(ManagerProcess manager, ObjectNode body) throws Exception {
    JsonNode answer = JSON.readTree(body(manager, "POST", "/agents", body.toString()));
    return answer.has("id") ? answer.get("id").asText() : answer.toString();
  }

  private static String body(ManagerProcess manager, String method, String path, String... body)
      throws Exception {
    HttpResponse<String> response =
        manager.send(method, path, body.length > 0 ? Optional.of(body[0]) : Optional.empty());
    return response.body();
  }

  private static JsonNode get(ManagerProcess manager, String path) {
    try {
      return manager.get(path);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("SERVER_HOST", "127.0.0.1");
    settings.put("JOINLY_URL", joinly.mcpUrl().toString());
    settings.put("OPENAI_API_KEY", "sk-process-4711");
    settings.put("LLM_ALLOWED_HOSTS", llm.hostAndPort());
    settings.put("TOOLS_ALLOWED_HOSTS", wiki.hostAndPort());
    settings.put("STORE_PATH", directory.resolve("manager.db").toString());
    settings.put("JOINLY_POLL_FASTEST", "200ms");
    settings.put("JOINLY_POLL_SLOWEST", "1s");
    settings.put("CHAT_POLL", "500ms");
    settings.put("ANALYSIS_WORDS", "20");
    settings.put("ANALYSIS_INTERVAL", "5s");
    settings.put("LLM_MAX_ATTEMPTS", "1");
    settings.put("LOG_LEVEL", "debug");
    return settings;
  }
}
