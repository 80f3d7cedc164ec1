package ai.joinly.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.simulator.SimulatedSession;
import ai.joinly.simulator.SimulatorOptions;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same meeting with each provider's protocol, through the whole manager. */
@Tag("system")
class ProvidersTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String URL = "https://meet.google.com/abc-defg-hij";

  /** Slow enough to be interrupted. */
  private static final double SPEECH_RATE = 300;

  @ParameterizedTest
  @CsvSource({
    "OPENAI, gpt-4o",
    "ANTHROPIC, claude-sonnet-4-5",
    "GOOGLE, gemini-2.5-flash",
    "OLLAMA, llama3.2",
    "AZURE_OPENAI, our-deployment"
  })
  void takesPartInAMeeting(LlmProvider provider, String model) throws Exception {
    try (TestManager manager =
        new TestManager(1, SimulatorOptions.fast().speechRate(SPEECH_RATE).build())) {
      String id =
          manager.create(
              JSON.createObjectNode()
                  .put("name", "Nova")
                  .put("meeting_url", URL)
                  .put("llm_provider", WireName.of(provider))
                  .put("llm_model", model));
      SimulatedSession session = manager.joinly.awaitJoined(URL, TestManager.LIMIT);
      manager.awaitField(id, "meeting_status", "joined");

      answersAndUsesATool(session);
      isInterrupted(session);
      writesAndLeaves(session);

      manager.awaitField(id, "status", "stopped");
      assertEquals(0, manager.joinly.stats().openSessions());
      assertLogged(manager.log(id));
      assertNothingWasRefused(manager, provider, model);
    }
  }

  private static void answersAndUsesATool(SimulatedSession session) {
    session.participantSaysAtOnce("Ada", "Hello Nova, can you hear us?");
    session.awaitSpoken("Hello Ada", TestManager.LIMIT);
    session.participantSaysAtOnce("Ada", "The release is planned for Thursday.");
    session.participantSaysAtOnce("Ben", "Nova, when is the release?");
    session.awaitSpoken("Thursday", TestManager.LIMIT);
    session.participantSaysAtOnce("Ada", "Nova, who is here?");
    session.awaitSpoken("are here, and I am.", TestManager.LIMIT);
  }

  private static void isInterrupted(SimulatedSession session) {
    session.participantSaysAtOnce("Ada", "Nova, walk us through the risks.");
    session.await(
        "the first words of a long answer",
        s -> s.transcript().getLast().text().startsWith("Let me go through it"),
        TestManager.LIMIT);
    session.participantSays("Ben", "Nova, that is too long.", Duration.ofMillis(200));
    session.awaitSpoken("In one sentence", TestManager.LIMIT);
  }

  private static void writesAndLeaves(SimulatedSession session) {
    session.participantSaysAtOnce("Ben", "Nova, please write that to the chat.");
    session.awaitWritten("The release is planned for Thursday", TestManager.LIMIT);
    session.awaitSpoken("in the chat", TestManager.LIMIT);
    session.participantSaysAtOnce("Ada", "Thank you Nova, goodbye.");
    session.awaitSpoken("Goodbye", TestManager.LIMIT);
  }

  private static void assertLogged(List<String> log) {
    assertTrue(log.contains("Used the tool get_participants"), log.toString());
    assertTrue(
        log.stream()
            .anyMatch(
                line ->
                    line.startsWith("Was interrupted after saying: Let me go through it")
                        && line.length() < 300),
        log.toString());
    assertFalse(
        log.stream().anyMatch(line -> line.startsWith("The language model")), log.toString());
  }

  /** A request may have been cut off, when somebody spoke while the model was thinking. */
  private static void assertNothingWasRefused(
      TestManager manager, LlmProvider provider, String model) {
    List<String> requests =
        manager
            .scrape()
            .text()
            .lines()
            .filter(line -> line.startsWith("joinly_manager_llm_requests_total"))
            .filter(line -> !line.endsWith(" 0.0"))
            .toList();
    String beside = "model=\"%s\",outcome=\"%s\",provider=\"" + WireName.of(provider) + "\"";
    assertTrue(
        requests.stream()
            .allMatch(
                line ->
                    line.contains(beside.formatted(model, "ok"))
                        || line.contains(beside.formatted(model, "interrupted"))),
        requests.toString());
    assertTrue(manager.llm.requests() >= 8);
  }
}
