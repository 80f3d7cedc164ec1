package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.simulator.SimulatedSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A manager that ends and comes back, with its store and its agents. */
@Tag("system")
@Isolated
class ResumeTest {
  private static final String URL = "https://meet.google.com/abc-defg-hij";

  @Test
  void anAgentThatStaysIsTakenUpAgainAndHearsWhatWasSaidMeanwhile() throws Exception {
    try (TestManager manager = TestManager.staying(2)) {
      String id = manager.create("Joe", URL);
      manager.awaitField(id, "meeting_status", "joined");
      SimulatedSession session = manager.joinly.awaitJoined(URL, TestManager.LIMIT);
      session.participantSaysAtOnce("Ada", "Hello Joe, one.");
      eventually("heard", () -> said(manager, id).contains("Ada: Hello Joe, one."));
      manager.restart(false, () -> session.participantSaysAtOnce("Ada", "Hello Joe, two."));
      eventually("heard too", () -> said(manager, id).contains("Ada: Hello Joe, two."));
      session.participantSaysAtOnce("Ada", "Hello Joe, three.");
      eventually("and later", () -> said(manager, id).contains("Ada: Hello Joe, three."));
      assertEquals(1, said(manager, id).stream().filter(l -> l.endsWith("one.")).count());
      assertTrue(session.isOpen() && session.isInMeeting());
      assertEquals(1, manager.joinly.stats().openSessions());
      assertEquals("running", manager.agent(id).get("status").asText());
    }
  }

  @Test
  void aSessionThatIsGoneIsReplaced() throws Exception {
    try (TestManager manager = TestManager.staying(2)) {
      String id = manager.create("Joe", URL);
      manager.awaitField(id, "meeting_status", "joined");
      SimulatedSession former = manager.joinly.awaitJoined(URL, TestManager.LIMIT);
      manager.restart(false, manager.joinly::restart);
      SimulatedSession next =
          manager.joinly.awaitSession(
              s -> s.isOpen() && s.isInMeeting() && !s.id().equals(former.id()), TestManager.LIMIT);
      next.participantSaysAtOnce("Ada", "Hello Joe, back?");
      next.awaitSpoken("Ada", TestManager.LIMIT);
      assertEquals(1, manager.joinly.stats().openSessions());
    }
  }

  @Test
  void aPlannedEndLeavesAndStoppedAgentsAreListedAsTheyWere() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      String id = manager.create("Joe", URL);
      manager.awaitField(id, "meeting_status", "joined");
      manager.restart(true, () -> assertEquals(0, manager.joinly.stats().openSessions()));
      assertEquals("stopped", manager.agent(id).get("status").asText());
      assertEquals("left", manager.agent(id).get("meeting_status").asText());
      assertTrue(said(manager, id).contains("Joined the meeting"));
      assertEquals(200, manager.call("POST", "/agents/" + id + "/start").status());
      manager.awaitField(id, "meeting_status", "joined");
    }
  }

  @Test
  void aDeletedAgentLeavesNoTraceInTheFiles() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      String id = manager.create("Josephine", URL);
      manager.awaitField(id, "meeting_status", "joined");
      SimulatedSession session = manager.joinly.awaitJoined(URL, TestManager.LIMIT);
      session.participantSaysAtOnce("Ada", "The password is swordfish.");
      eventually("stored", () -> files(manager).contains("swordfish"));
      assertEquals(200, manager.call("DELETE", "/agents/" + id).status());
      assertFalse(files(manager).contains("swordfish"));
      assertFalse(files(manager).contains("Josephine"));
      assertFalse(files(manager).contains("abc-defg-hij"));
    }
  }

  private static String files(TestManager manager) {
    StringBuilder all = new StringBuilder();
    Path database = manager.database();
    for (String suffix : List.of("", "-wal", "-shm")) {
      Path file = Path.of(database + suffix);
      try {
        if (Files.exists(file)) {
          all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return all.toString();
  }

  private static List<String> said(TestManager manager, String id) {
    try {
      return manager.log(id);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
