package ai.joinly.manager.agent.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.turn.TurnInput;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.PromptSettings;
import ai.joinly.manager.domain.agent.PromptStyle;
import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromptsTest {
  private static final ZonedDateTime NOW =
      Instant.parse("2026-02-03T23:30:00Z").atZone(ZoneId.of("Asia/Tokyo"));

  private static String prompt(PromptStyle style, Optional<String> custom) {
    AgentConfig config =
        AgentConfig.builder("Joe", "https://meet.google.com/abc-defg-hij")
            .prompt(new PromptSettings(style, custom, Optional.empty()))
            .build();
    List<TurnInput> said =
        List.of(
            new TurnInput.Speech(
                new Segment("What is {date}?", 0, 1, Optional.of("Ada"), Role.PARTICIPANT)));
    return Prompts.system(
        config,
        new Prompts.Situation(
            NOW, said, "Bob: before", List.of("Ada", "Bob"), List.of("Be quick.", "Praise\nAda.")));
  }

  @Test
  void tellsNameDateAndLanguageAndTheStylesDiffer() {
    String mpc = prompt(PromptStyle.MPC, Optional.empty());
    assertTrue(mpc.contains("You are Joe") && mpc.contains("Wednesday, 2026-02-04"));
    assertTrue(mpc.contains("English"));
    assertTrue(mpc.contains("stay silent"));
    assertFalse(prompt(PromptStyle.DYADIC, Optional.empty()).contains("stay silent"));
  }

  @Test
  void theTimeStandsAtTheEndSoThatTheRestCanBeCached() {
    for (Optional<String> custom : List.of(Optional.<String>empty(), Optional.of("Sing."))) {
      String prompt = prompt(PromptStyle.MPC, custom);
      String end =
          "\nIt is now Wednesday, 2026-02-04, 08:30, in the time zone Asia/Tokyo (UTC+09:00).\n";
      assertTrue(prompt.endsWith(end), prompt);
      String before = prompt.substring(0, prompt.length() - end.length());
      assertFalse(before.contains("08:30") || before.contains("2026"), before);
    }
  }

  @Test
  void aCustomPromptReplacesTheStyleAndItsPlaceholdersAreFilledInOnce() {
    String custom =
        prompt(
            PromptStyle.MPC,
            Optional.of(
                "{agent_name}/{name}/{date}/{time}/{timezone}/{weekday}/{speaker}/{text}/{context}/{other}"));
    assertTrue(
        custom.contains(
            "\n"
                + "Joe/Joe/2026-02-04/08:30/Asia/Tokyo/Wednesday/Ada/What is {date}?/Bob:"
                + " before/{other}"));
    assertFalse(custom.contains("stay silent"));
  }

  @Test
  void tellsWhoIsThereWhatTheOperatorSaysAndTheCharacter() {
    String mpc = prompt(PromptStyle.MPC, Optional.empty());
    assertTrue(mpc.contains("In the meeting, as far as you know: Ada, Bob."));
    assertTrue(mpc.contains("- Be quick.\n- Praise\n  Ada.\n"), mpc);
    AgentConfig plain = AgentConfig.of("Joe", "https://meet.google.com/abc-defg-hij");
    Prompts.Situation nothing = new Prompts.Situation(NOW, List.of(), "", List.of(), List.of());
    assertFalse(Prompts.system(plain, nothing).contains("In the meeting"));
    assertFalse(Prompts.system(plain, nothing).contains("(chat)"));
    assertTrue(Prompts.system(plain.toBuilder().chat(true).build(), nothing).contains("(chat)"));
    assertTrue(
        Prompts.system(
                plain.toBuilder()
                    .prompt(
                        new PromptSettings(
                            PromptStyle.MPC, Optional.empty(), Optional.of("A dry sceptic.")))
                    .build(),
                nothing)
            .contains("A dry sceptic."));
  }

  @Test
  void whatIsWrittenIsMarkedAndStaysInOrder() {
    assertEquals(
        List.of("Ada: one two", "Bob (chat): see https://x and y", "Ada: three"),
        TranscriptText.linesOf(
            List.of(
                new TurnInput.Speech(
                    new Segment("one", 0, 1, Optional.of("Ada"), Role.PARTICIPANT)),
                new TurnInput.Speech(
                    new Segment("two", 1, 2, Optional.of("Ada"), Role.PARTICIPANT)),
                new TurnInput.Chat(
                    new ChatLine(
                        "see https://x\nand y", Optional.of("Bob"), Optional.empty(), false)),
                new TurnInput.Speech(
                    new Segment("three", 2, 3, Optional.of("Ada"), Role.PARTICIPANT)))));
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
