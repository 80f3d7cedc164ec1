package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.JoinlySettings;
import ai.joinly.simulator.SimulatedSession;
import ai.joinly.simulator.SimulatorOptions;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an agent shows of a joinly server that does not do what it should. */
@Tag("system")
class JoinlyTroubleTest {
  private static final String URL = "https://meet.google.com/abc-defg-hij";

  private static String lastError(TestManager manager, String id) {
    return manager.agent(id).path("last_error").asText("");
  }

  @Test
  void anUnreadableTranscriptIsShownAndReadWithTheTool() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      manager.joinly.faults().unreadableTranscripts(true);
      String id = manager.create("Joe", URL);
      SimulatedSession session = manager.joinly.awaitJoined(URL, TestManager.LIMIT);
      eventually("shown", () -> lastError(manager, id).contains("get_transcript"));
      session.participantSaysAtOnce("Ada", "Hello Joe, can you hear me?");
      session.awaitSpoken("Ada", TestManager.LIMIT);
      assertTrue(
          manager.log(id).stream().anyMatch(line -> line.contains("get_transcript")), "in the log");
      assertEquals("running", manager.agent(id).path("status").asText());
    }
  }

  @Test
  void aJoinThatFailsAfterALostSessionIsTriedAgain() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      String id = manager.create("Joe", URL);
      manager.awaitField(id, "meeting_status", "joined");
      manager.joinly.faults().refuseJoins("The browser did not load the page.");
      manager.joinly.restart();
      eventually("shown", () -> lastError(manager, id).contains("did not load the page"));
      assertEquals("running", manager.agent(id).path("status").asText());
      assertEquals("rejoining", manager.agent(id).path("meeting_status").asText());
      manager.joinly.faults().clear();
      manager.awaitField(id, "meeting_status", "joined");
      eventually("all is well", () -> lastError(manager, id).isEmpty());
      assertEquals(1, manager.joinly.stats().openSessions());
      assertEquals(1, manager.joinly.mostSessionsAtOnce("Joe", URL));
    }
  }

  @Test
  void aJoinThatKeepsFailingIsGivenUpInTheEnd() throws Exception {
    try (TestManager manager = impatient()) {
      String id = manager.create("Joe", URL);
      manager.awaitField(id, "meeting_status", "joined");
      manager.joinly.faults().refuseJoins("The meeting is locked.");
      manager.joinly.restart();
      manager.awaitField(id, "status", "error");
      String message = manager.agent(id).path("error_message").asText();
      assertTrue(message.contains("The meeting is locked."), message);
      eventually("nothing is left", () -> manager.joinly.stats().openSessions() == 0);
    }
  }

  private static TestManager impatient() throws Exception {
    return new TestManager(
        2,
        SimulatorOptions.fast().build(),
        settings -> {
          JoinlySettings j = settings.joinly();
          return settings.with(
              new JoinlySettings(
                  j.url(),
                  j.connectWindow(),
                  Duration.ofSeconds(2),
                  j.queueTimeout(),
                  j.startTimeout(),
                  j.joinTimeout(),
                  j.requestTimeout(),
                  j.toolTimeout(),
                  j.speechTimeout(),
                  j.streamIdle(),
                  j.pollFastest(),
                  j.pollSlowest(),
                  j.shareOneMeeting(),
                  j.maxResponseBytes()));
        });
  }

  @Test
  void aDeadServerIsShownOnTheAgentUntilItIsBack() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      String id = manager.create("Joe", URL);
      manager.awaitField(id, "meeting_status", "joined");
      manager.joinly.halt();
      eventually("shown", () -> lastError(manager, id).contains("joinly server"));
      manager.joinly.resume();
      manager.awaitField(id, "meeting_status", "joined");
      eventually("all is well", () -> lastError(manager, id).isEmpty());
    }
  }

  @Test
  void settingsThatANewerServerIgnoresAreNamed() throws Exception {
    for (boolean newer : new boolean[] {false, true}) {
      try (TestManager manager =
          new TestManager(2, SimulatorOptions.fast().newerServer(newer).build())) {
        String id = manager.create("Joe", URL);
        manager.awaitField(id, "meeting_status", "joined");
        assertEquals(
            newer,
            manager.log(id).stream().anyMatch(line -> line.contains("ignores the agent's own")));
      }
    }
  }

  @Test
  void aServerThatIsDownAtTheStartIsShown() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      manager.joinly.halt();
      String id = manager.create("Joe", URL);
      eventually("shown", () -> lastError(manager, id).contains("does not answer"));
      assertEquals("starting", manager.agent(id).path("status").asText());
    }
  }
}
