package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.simulator.Faults;
import ai.joinly.simulator.SimulatedSession;
import ai.joinly.simulator.SimulatorOptions;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A joinly server that fails, and the whole manager above it. */
@Tag("system")
@Isolated
class OutageTest {
  private static final String URL = "https://meet.google.com/abc-defg-hij";

  private static SimulatedSession joined(TestManager manager, String id) {
    manager.awaitField(id, "meeting_status", "joined");
    return manager.joinly.awaitJoined(URL, TestManager.LIMIT);
  }

  private static void converse(SimulatedSession session, String words) {
    session.participantSaysAtOnce("Ada", "Hello Joe, " + words);
    session.awaitSpoken("Ada", TestManager.LIMIT);
  }

  @Test
  void aRestartedServerIsJoinedAgain() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      String id = manager.create("Joe", URL);
      SimulatedSession first = joined(manager, id);
      manager.joinly.restart();
      eventually(
          "it rejoined",
          () ->
              manager.joinly.openSessions().stream()
                  .anyMatch(s -> s.isInMeeting() && !s.id().equals(first.id())));
      manager.awaitField(id, "meeting_status", "joined");
      converse(manager.joinly.openSessions().getFirst(), "are you back?");
      assertEquals("running", manager.agent(id).get("status").asText());
    }
  }

  @Test
  void aLostSessionIsReplacedWhateverTheServerCallsIt() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      String id = manager.create("Joe", URL);
      SimulatedSession first = joined(manager, id);
      manager.joinly.loseWith400(first);
      SimulatedSession second = next(manager, first);
      manager.joinly.loseWith404(second);
      SimulatedSession third = next(manager, second);
      converse(third, "still there?");
      assertEquals(1, manager.joinly.stats().openSessions());
    }
  }

  private static SimulatedSession next(TestManager manager, SimulatedSession former) {
    return manager.joinly.awaitSession(
        s -> s.isOpen() && s.isInMeeting() && !s.id().equals(former.id()), TestManager.LIMIT);
  }

  @Test
  void droppedStreamsAndSilentPushesLoseNoWord() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      String id = manager.create("Joe", URL);
      SimulatedSession session = joined(manager, id);
      manager.joinly.dropStreams();
      session.participantSaysAtOnce("Ada", "Words without a stream.");
      eventually("heard", () -> heard(manager, id, "Words without a stream."));
      manager.joinly.faults().pushes(Faults.Pushes.SUPPRESSED);
      session.participantSaysAtOnce("Ada", "Words without a push.");
      eventually("heard", () -> heard(manager, id, "Words without a push."));
    }
  }

  @Test
  void aFrozenServerIsNoticedAndGoneOnWith() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      String id = manager.create("Joe", URL);
      SimulatedSession session = joined(manager, id);
      manager.joinly.freeze();
      eventually("it says so", () -> warned(manager, id));
      manager.joinly.thaw();
      session.participantSaysAtOnce("Ada", "Hello Joe, all well?");
      session.awaitSpoken("Ada", TestManager.LIMIT);
    }
  }

  @Test
  void answersAsPlainJsonAreAsGood() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      manager.joinly.faults().answersAsJson(true);
      String id = manager.create("Joe", URL);
      converse(joined(manager, id), "can you hear me?");
    }
  }

  @Test
  void aRefusedJoinIsAnErrorWithTheReasonAndLeavesNothing() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      manager.joinly.faults().refuseJoins("The meeting is locked.");
      String id = manager.create("Joe", URL);
      manager.awaitField(id, "status", "error");
      assertTrue(manager.agent(id).get("error_message").asText().contains("is locked"));
      eventually("nothing is left", () -> manager.joinly.stats().openSessions() == 0);
    }
  }

  @Test
  void aSlowJoinDelaysNeitherStopNorAnotherAgent() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      manager.joinly.faults().slowJoins(Duration.ofMinutes(5));
      String slow = manager.create("Joe", URL);
      manager.awaitField(slow, "meeting_status", "joining");
      manager.joinly.faults().clear();
      String other = "https://meet.google.com/xyz-defg-hij";
      manager.create("Jim", other);
      manager.joinly.awaitJoined(other, TestManager.LIMIT);
      assertEquals(200, manager.call("DELETE", "/agents/" + slow).status());
      assertEquals(404, manager.call("GET", "/agents/" + slow).status());
      eventually("one is left", () -> manager.joinly.stats().openSessions() == 1);
    }
  }

  @Test
  void aServerWithOneMeetingForAllTakesOneAgent() throws Exception {
    try (TestManager manager =
        new TestManager(2, SimulatorOptions.fast().newerServer(true).build())) {
      String first = manager.create("Joe", URL);
      manager.awaitField(first, "meeting_status", "joined");
      String second = manager.create("Jim", "https://meet.google.com/xyz-defg-hij");
      manager.awaitField(second, "status", "error");
      assertTrue(
          manager.agent(second).get("error_message").asText().contains("one meeting"),
          manager.agent(second).toString());
      assertEquals("joined", manager.agent(first).get("meeting_status").asText());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "openai, OPENAI_BASE_URL",
    "anthropic, ANTHROPIC_BASE_URL",
    "google, GOOGLE_GEMINI_BASE_URL",
    "ollama, OLLAMA_HOST",
    "azure_openai, AZURE_OPENAI_ENDPOINT"
  })
  void anAgentsOwnModelServerMustBeAllowedWheneverItStarts(String provider, String variable)
      throws Exception {
    try (TestManager manager = new TestManager(1)) {
      String body =
          "{\"name\":\"Joe\",\"meeting_url\":\"%s\",\"llm_provider\":\"%s\","
                  .formatted(URL, provider)
              + "\"llm_model\":\"m\",\"env_vars\":{\"%s\":\"http://10.0.0.1\"}".formatted(variable);

      TestManager.Answer refused = manager.call("POST", "/agents", body + "}");
      assertEquals(400, refused.status());
      assertTrue(refused.body().get("error").asText().contains(variable), refused.toString());
      assertFalse(refused.body().toString().contains("10.0.0.1"), refused.toString());
      assertEquals(0, manager.call("GET", "/agents").body().size());

      String id =
          manager.call("POST", "/agents", body + ",\"auto_join\":false}").body().get("id").asText();
      assertEquals(400, manager.call("POST", "/agents/" + id + "/start").status());
      assertEquals("created", manager.agent(id).get("status").asText());
      assertEquals(0, manager.llm.requests());
    }
  }

  private static boolean heard(TestManager manager, String id, String words) {
    return manager
        .agent(id)
        .get("logs")
        .valueStream()
        .anyMatch(line -> line.get("message").asText().endsWith(words));
  }

  private static boolean warned(TestManager manager, String id) {
    return manager
        .agent(id)
        .get("logs")
        .valueStream()
        .anyMatch(line -> line.get("level").asText().equals("warn"));
  }
}
