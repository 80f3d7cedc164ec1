package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.OddModelServer.Asked;
import ai.joinly.manager.OddModelServer.Reply;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.simulator.SimulatedSession;
import ai.joinly.simulator.SimulatorOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Models that do not call tools as they should, each kind with each provider's protocol, through
 * the whole manager over real sockets: what is asked is answered, or shown to be not.
 */
@Tag("system")
@Isolated
class UncallingModelsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String URL = "https://meet.google.com/abc-defg-hij";

  private OddModelServer server;
  private TestManager manager;
  private SimulatedSession meeting;
  private String id;
  private String model;

  @BeforeEach
  void start() throws Exception {
    server = new OddModelServer();
    manager =
        new TestManager(
            1,
            SimulatorOptions.fast().build(),
            settings ->
                settings.with(
                    new Settings.Llm(server.variables(), Set.of(), Duration.ofSeconds(20), 2)));
  }

  @AfterEach
  void close() {
    manager.close();
    server.close();
  }

  private void join(LlmProvider provider, boolean dyadic) throws Exception {
    model = provider == LlmProvider.GOOGLE ? "gemini-2.5-flash" : "some-model";
    ObjectNode agent =
        JSON.createObjectNode()
            .put("name", "Nova")
            .put("meeting_url", URL)
            .put("llm_provider", WireName.of(provider))
            .put("llm_model", model);
    if (dyadic) {
      agent.put("prompt_style", "dyadic");
    }
    id = manager.create(agent);
    meeting = manager.joinly.awaitJoined(URL, TestManager.LIMIT);
    manager.awaitField(id, "meeting_status", "joined");
  }

  private List<String> warnings() {
    try {
      return manager
          .call("GET", "/agents/" + id + "/logs?lines=1000")
          .body()
          .get("logs")
          .valueStream()
          .filter(line -> line.get("level").asText().equalsIgnoreCase("warn"))
          .map(line -> line.get("message").asText())
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void awaitWarning(String words) {
    eventually(
        words + " in the log", () -> warnings().stream().anyMatch(line -> line.contains(words)));
  }

  private double turns(String outcome) {
    return manager.scrape().value("joinly_manager_turns_total{outcome=\"" + outcome + "\"}");
  }

  private double failures(String reason) {
    return manager.scrape().value("joinly_manager_turn_failures_total{reason=\"" + reason + "\"}");
  }

  /** The agent answers the next question, and nothing is wrong any more. */
  private void recovers() {
    server.model = asked -> OddModelServer.speech(asked, "All is well.");
    meeting.participantSaysAtOnce("Ada", "Nova, how are you?");
    meeting.awaitSpoken("All is well.", TestManager.LIMIT);
    eventually("nothing is wrong", () -> manager.agent(id).path("last_error").isMissingNode());
  }

  private boolean isTextMode() {
    try {
      JsonNode shown =
          manager.call("GET", "/health/ready").body().at("/checks/0/data/llm/text_mode");
      return shown.equals(
          JSON.createArrayNode()
              .add(
                  JSON.createObjectNode().put("model", model).put("server", server.hostAndPort())));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource(LlmProvider.class)
  void textIsSpokenInATalkOfTwo(LlmProvider provider) throws Exception {
    join(provider, true);
    meeting.participantSaysAtOnce("Ada", "What time is it?");
    meeting.awaitSpoken("It is four.", TestManager.LIMIT);
    eventually("the turn is done", () -> turns("done") == 1);
    // The next request shows it as if the model had called the tool.
    server.model = asked -> OddModelServer.speech(asked, "You are welcome.");
    meeting.participantSaysAtOnce("Ada", "Thanks.");
    meeting.awaitSpoken("You are welcome.", TestManager.LIMIT);
    assertTrue(server.requests.getLast().text().contains("Finished speaking."));
    assertEquals(2, server.requests.size());
    assertEquals(List.of(), warnings());
  }

  @ParameterizedTest
  @EnumSource(LlmProvider.class)
  void textIsSpokenWhenTheAgentIsNamedAndElseAFailure(LlmProvider provider) throws Exception {
    join(provider, false);
    meeting.participantSaysAtOnce("Ada", "Nova, what time is it?");
    meeting.awaitSpoken("It is four.", TestManager.LIMIT);
    meeting.participantSaysAtOnce("Ada", "Nice weather today.");
    eventually("the turn has failed", () -> turns("failed") == 1);
    assertEquals(1, failures("no_call"));
    assertTrue(server.requests.getLast().text().contains("No one heard that"));
    eventually("it is in the log", () -> warnings().contains("Was not said: It is four."));
    eventually(
        "it is shown",
        () ->
            manager
                .agent(id)
                .path("last_error")
                .asText()
                .contains("instead of calling speak_text"));
    recovers();
  }

  @ParameterizedTest
  @EnumSource(LlmProvider.class)
  void anEmptyAnswerIsAskedForAgainAndThenAFailure(LlmProvider provider) throws Exception {
    join(provider, true);
    AtomicInteger asks = new AtomicInteger();
    server.model =
        asked ->
            asks.incrementAndGet() == 1
                ? OddModelServer.empty(asked)
                : OddModelServer.speech(asked, "It is five.");
    meeting.participantSaysAtOnce("Ada", "What time is it?");
    meeting.awaitSpoken("It is five.", TestManager.LIMIT);
    server.model = OddModelServer::empty;
    meeting.participantSaysAtOnce("Ada", "Are you sure?");
    eventually("the turn has failed", () -> turns("failed") == 1);
    assertEquals(1, failures("empty"));
    assertEquals(4, server.requests.size());
    awaitWarning("an empty answer");
    recovers();
  }

  @ParameterizedTest
  @EnumSource(LlmProvider.class)
  void threeTextsBeginTextMode(LlmProvider provider) throws Exception {
    join(provider, true);
    AtomicInteger asks = new AtomicInteger();
    server.model = asked -> OddModelServer.text(asked, "Answer " + asks.incrementAndGet() + ".");
    for (int i = 1; i <= 3; i++) {
      assertFalse(isTextMode());
      meeting.participantSaysAtOnce("Ada", "Question " + i + "?");
      meeting.awaitSpoken("Answer " + i + ".", TestManager.LIMIT);
      int turns = i;
      eventually("the turn is over", () -> turns("done") == turns);
    }
    eventually("text mode is shown", this::isTextMode);
    awaitWarning("text mode");
    server.model = asked -> OddModelServer.text(asked, "Nova: In text.");
    meeting.participantSaysAtOnce("Ada", "Question four?");
    meeting.awaitSpoken("In text.", TestManager.LIMIT);
    Asked inText = server.requests.getLast();
    assertFalse(inText.hasTools());
    assertFalse(inText.text().contains("speak_text"), inText.text());
    assertTrue(inText.text().contains("SILENCE"), inText.text());
    assertTrue(inText.text().contains("Answer 3."), inText.text());
    eventually("the turn is over", () -> turns("done") == 4);
    server.model = asked -> OddModelServer.text(asked, "**SILENCE**");
    meeting.participantSaysAtOnce("Ada", "I talk to myself.");
    eventually("the turn is over", () -> turns("done") == 5);
    assertFalse(
        meeting.transcript().stream().anyMatch(line -> line.text().contains("SILENCE")),
        meeting.transcript().toString());
    assertEquals(1, warnings().size(), warnings().toString());
  }

  private static Reply ollama(Asked asked) {
    return asked.hasTools()
        ? new Reply(
            400,
            """
            {"error":{"message":"registry.ollama.ai/library/gemma:2b does not support tools",
                      "type":"api_error","param":null,"code":null}}
            """)
        : OddModelServer.text(asked, "It is four.");
  }

  @Test
  void aModelThatTakesNoToolsIsAskedInText() throws Exception {
    join(LlmProvider.OLLAMA, false);
    server.model = UncallingModelsTest::ollama;
    meeting.participantSaysAtOnce("Ada", "Nova, what time is it?");
    meeting.awaitSpoken("It is four.", TestManager.LIMIT);
    assertTrue(isTextMode());
    assertEquals(2, server.requests.size());
    awaitWarning("text mode");
  }

  @Test
  void whatAnthropicRefusesLeavesTheHistory() throws Exception {
    join(LlmProvider.ANTHROPIC, true);
    server.model =
        asked ->
            asked.text().contains("forbidden")
                ? OddModelServer.message("", "refusal")
                : OddModelServer.speech(asked, "It is four.");
    meeting.participantSaysAtOnce("Ada", "This is forbidden.");
    eventually("the turn has failed", () -> turns("failed") == 1);
    eventually(
        "it is shown", () -> manager.agent(id).path("last_error").asText().contains("declined"));
    assertEquals(1, server.requests.size(), "it is not repeated");
    meeting.participantSaysAtOnce("Ada", "What time is it?");
    meeting.awaitSpoken("It is four.", TestManager.LIMIT);
    eventually("nothing is wrong", () -> manager.agent(id).path("last_error").isMissingNode());
  }
}
