package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.AnalysisSettings;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.Secret;
import ai.joinly.simulator.SimulatedSession;
import ai.joinly.simulator.SimulatorOptions;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Analysts in a whole manager, over real sockets and with its database. */
@Tag("system")
class AnalystTest {
  private static final String URL = "https://meet.google.com/abc-defg-hij";

  private AnalystModelServer model;
  private TestManager manager;

  @BeforeEach
  void start() throws Exception {
    model = new AnalystModelServer();
    manager =
        new TestManager(
            2,
            SimulatorOptions.fast().build(),
            settings ->
                settings
                    .with(new AnalysisSettings(5, Duration.ofMillis(200)))
                    .with(
                        new Settings.Llm(
                            Map.of(
                                "OPENAI_BASE_URL", new Secret(model.baseUrl()),
                                "OPENAI_API_KEY", new Secret("test")),
                            Set.of(),
                            Duration.ofSeconds(20),
                            3)));
  }

  @AfterEach
  void close() {
    manager.close();
    model.close();
  }

  private String analyst() throws Exception {
    JsonNode agent =
        manager
            .call(
                "POST",
                "/agents",
                """
                {"name":"Minutes","meeting_url":"%s","conversation_mode":"analyst",
                 "personality_prompt":"You are the secretary of the board."}
                """
                    .formatted(URL))
            .body();
    String id = agent.path("id").asText();
    manager.awaitField(id, "meeting_status", "joined");
    return id;
  }

  private JsonNode analysis(String id) {
    try {
      return manager.call("GET", "/agents/" + id + "/analysis").body();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void anAnalystFollowsItsMeetingInSilenceAndLeavesItsMinutes() throws Exception {
    String id = analyst();
    SimulatedSession session = manager.joinly.awaitJoined(URL, TestManager.LIMIT);
    session.participantSaysAtOnce("Ada", "Let us talk about the travel budget.");
    session.participantSaysAtOnce("Bob", "Minutes, can you hear us? Please say hello!");
    session.participantSaysAtOnce("Ada", "All right, Bob will compare two airlines by Friday.");
    eventually("there is a task", () -> analysis(id).path("action_items").size() == 1);
    session.participantSaysAtOnce("Bob", "So it is decided: we travel by train.");
    eventually("all is heard", () -> analysis(id).path("transcript").size() == 4);
    manager.call("POST", "/agents/" + id + "/stop");
    eventually("complete", () -> analysis(id).path("complete").asBoolean());
    JsonNode analysis = analysis(id);
    assertEquals(id, analysis.path("meeting_id").asText());
    assertEquals(List.of("Ada", "Bob"), texts(analysis.path("participants")));
    assertEquals(32, analysis.path("word_count").asInt());
    assertEquals(4, analysis.path("transcript").size());
    assertEquals(List.of("We travel by train"), texts(analysis.path("key_points")));
    JsonNode task = analysis.path("action_items").path(0);
    assertEquals("compare two airlines", task.path("description").asText());
    assertEquals("Bob", task.path("assignee").asText());
    assertEquals("action_1", task.path("id").asText());
    assertEquals("Travel budget", analysis.at("/topics/0/topic").asText());
    String minutes = manager.get("/agents/" + id + "/analysis/formatted");
    assertTrue(
        minutes.contains("- [ ] compare two airlines (**Bob**, due Friday, high priority)"),
        minutes);
    assertEquals(List.of(), session.spoken());
    assertEquals(List.of(), session.chat());
    assertTrue(model.requests.stream().allMatch(request -> request.path("tools").isMissingNode()));
    assertTrue(model.requests.getFirst().at("/messages/0/content").asText().contains("secretary"));
    List<JsonNode> told =
        manager
            .call("GET", "/agents/" + id + "/events?limit=1000")
            .body()
            .path("events")
            .valueStream()
            .filter(event -> event.path("type").asText().equals("analysis"))
            .toList();
    assertTrue(told.getLast().at("/data/complete").asBoolean());
    assertFalse(told.getFirst().at("/data/complete").asBoolean());
    manager.restart(true, () -> {});
    assertEquals(analysis, analysis(id));
    assertEquals(200, manager.call("DELETE", "/agents/" + id).status());
    assertEquals(404, manager.call("GET", "/agents/" + id + "/analysis").status());
    assertFalse(files().contains("airlines"), "it is in the files still");
  }

  @Test
  void withoutAModelItCountsAndTheNextProcessMakesUpForTheRest() throws Exception {
    model.refuses = true;
    String id = analyst();
    SimulatedSession session = manager.joinly.awaitJoined(URL, TestManager.LIMIT);
    session.participantSaysAtOnce("Ada", "All right, Bob will book a room by Monday.");
    eventually(
        "it says why",
        () ->
            manager.agent(id).path("last_error").asText().startsWith("The analysis is on hold: "));
    assertEquals(9, analysis(id).path("word_count").asInt());
    assertEquals("running", manager.agent(id).path("status").asText());
    manager.call("POST", "/agents/" + id + "/stop");
    assertEquals("stopped", manager.agent(id).path("status").asText());
    manager.restart(true, () -> model.refuses = false);
    eventually("complete", () -> analysis(id).path("complete").asBoolean());
    assertEquals("book a room", analysis(id).at("/action_items/0/description").asText());
    assertEquals(9, analysis(id).path("word_count").asInt());
    assertTrue(manager.log(id).contains("The analysis of the meeting is complete"));
  }

  @Test
  void neverStarted() throws Exception {
    String id =
        manager
            .call(
                "POST",
                "/agents",
                """
                {"name":"Joe","meeting_url":"%s","analysis":true,"auto_join":false}
                """
                    .formatted(URL))
            .body()
            .path("id")
            .asText();
    JsonNode analysis = analysis(id);
    assertEquals(
        manager.agent(id).path("created_at").asText(), analysis.path("start_time").asText());
    assertEquals(0, analysis.path("duration_minutes").asDouble());
    assertEquals(0, analysis.path("transcript").size());
    String other = manager.create("Jim", URL);
    assertEquals(
        "no_analysis",
        manager.call("GET", "/agents/" + other + "/analysis").body().path("code").asText());
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList();
  }

  private String files() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String suffix : List.of("", "-wal", "-shm")) {
      Path file = Path.of(manager.database() + suffix);
      if (Files.exists(file)) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
