package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.JoinlySettings;
import ai.joinly.manager.config.Settings;
import ai.joinly.simulator.SimulatorOptions;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A joinly server that lets agents in and then loses their sessions, again and again. */
@Tag("system")
class UnsteadySessionsTest {
  private static final String URL = "https://meet.google.com/abc-defg-hij";

  /** With pauses of a half to one second, then twice as long and so on, as many fit in. */
  private static final int MAX_JOINS = 8;

  private static TestManager manager(Duration giveUpAfter) throws Exception {
    return new TestManager(
        2, SimulatorOptions.fast().build(), settings -> impatient(settings, giveUpAfter));
  }

  private static Settings impatient(Settings settings, Duration giveUpAfter) {
    JoinlySettings j = settings.joinly();
    return settings.with(
        new JoinlySettings(
            j.url(),
            j.connectWindow(),
            giveUpAfter,
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
  }

  private static String lastError(TestManager manager, String id) {
    return manager.agent(id).path("last_error").asText("");
  }

  private static boolean isOver(TestManager manager, String id) {
    return manager.agent(id).path("status").asText().equals("error");
  }

  private static long joins(TestManager manager, String id) throws Exception {
    return manager.log(id).stream().filter("Joining the meeting"::equals).count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"resources/read", "get_participants", "GET"})
  void anAgentThatIsThrownOutAtOnceComesBackEverMoreRarelyAndGivesUp(String notFound)
      throws Exception {
    try (TestManager manager = manager(Duration.ofSeconds(6))) {
      manager.joinly.faults().notFound(Set.of(notFound));
      String id = manager.create("Joe", URL);
      eventually("shown", () -> lastError(manager, id).contains("does not know the session"));
      while (!isOver(manager, id)) {
        boolean shown = !lastError(manager, id).isEmpty();
        assertTrue(shown || joins(manager, id) <= 2 || isOver(manager, id), "it stays shown");
      }
      String message = manager.agent(id).path("error_message").asText();
      assertTrue(message.contains("without a session that lasts"), message);
      long joins = joins(manager, id);
      assertTrue(joins > 1 && joins <= MAX_JOINS, joins + " joins");
      eventually("nothing is left", () -> manager.joinly.stats().openSessions() == 0);
    }
  }

  @Test
  void aSessionThatWorksAgainEndsTheTrouble() throws Exception {
    try (TestManager manager = manager(Duration.ofMinutes(1))) {
      String id = manager.create("Joe", URL);
      manager.awaitField(id, "meeting_status", "joined");
      manager.joinly.restart();
      eventually("shown", () -> lastError(manager, id).contains("joinly server"));
      manager.awaitField(id, "meeting_status", "joined");
      eventually("all is well", () -> lastError(manager, id).isEmpty());
      assertEquals("running", manager.agent(id).path("status").asText());
    }
  }

  @Test
  void aSubscriptionThatFailsIsNoEndlessStart() throws Exception {
    try (TestManager manager = manager(Duration.ofSeconds(3))) {
      String id = manager.create("Joe", URL);
      manager.awaitField(id, "meeting_status", "joined");
      manager.joinly.faults().notFound(Set.of("resources/subscribe"));
      manager.joinly.restart();
      manager.awaitField(id, "status", "error");
      eventually("nothing is left", () -> manager.joinly.stats().openSessions() == 0);
    }
  }
}
