package ai.joinly.manager;

import static ai.joinly.manager.agent.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.simulator.SimulatedSession;
import org.junit.jupiter.api.Test;

/** What an agent shows of a joinly server that does not do what it should. */
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
}
