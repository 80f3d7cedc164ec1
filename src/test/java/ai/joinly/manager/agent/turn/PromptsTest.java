package ai.joinly.manager.agent.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.model.AgentConfig;
import ai.joinly.manager.model.PromptSettings;
import ai.joinly.manager.model.PromptStyle;
import ai.joinly.manager.model.Role;
import ai.joinly.manager.model.Segment;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromptsTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 2, 3);

  private static String prompt(PromptStyle style, Optional<String> custom) {
    AgentConfig config =
        AgentConfig.builder("Joe", "https://meet.google.com/abc-defg-hij")
            .prompt(new PromptSettings(style, custom, Optional.empty()))
            .build();
    List<Segment> said =
        List.of(new Segment("What is {date}?", 0, 1, Optional.of("Ada"), Role.PARTICIPANT));
    return Prompts.system(config, TODAY, said, "Bob: before");
  }

  @Test
  void tellsNameDateAndLanguageAndTheStylesDiffer() {
    String mpc = prompt(PromptStyle.MPC, Optional.empty());
    assertTrue(mpc.contains("You are Joe") && mpc.contains("2026-02-03"));
    assertTrue(mpc.contains("English"));
    assertTrue(mpc.contains("stay silent"));
    assertFalse(prompt(PromptStyle.DYADIC, Optional.empty()).contains("stay silent"));
  }

  @Test
  void aCustomPromptReplacesTheStyleAndItsPlaceholdersAreFilledInOnce() {
    String custom =
        prompt(
            PromptStyle.MPC,
            Optional.of("{agent_name}/{name}/{date}/{speaker}/{text}/{context}/{other}"));
    assertTrue(custom.endsWith("Joe/Joe/2026-02-03/Ada/What is {date}?/Bob: before/{other}"));
    assertFalse(custom.contains("stay silent"));
  }

  @Test
  void oneSpeakersSegmentsAreOneLineUnlessTheyPaused() {
    assertEquals(
        List.of("Ada: one two", "Ada: three", "Unknown: four"),
        TranscriptText.lines(
            List.of(
                new Segment("one", 0, 1, Optional.of("Ada"), Role.PARTICIPANT),
                new Segment(" two", 1.4, 2, Optional.of("Ada"), Role.PARTICIPANT),
                new Segment("three", 2.6, 3, Optional.of("Ada"), Role.PARTICIPANT),
                new Segment("four", 3, 4, Optional.empty(), Role.PARTICIPANT))));
  }
}
