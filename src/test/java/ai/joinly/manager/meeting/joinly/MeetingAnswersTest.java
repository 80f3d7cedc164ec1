package ai.joinly.manager.meeting.joinly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.domain.meeting.Participant;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.usage.ServiceUsage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The texts are those of a real server, as recorded. */
class MeetingAnswersTest {
  private static ToolOutcome answer(String text) {
    return ToolOutcome.done(text);
  }

  @Test
  void participantsMayComeAsStructuredContent() {
    assertEquals(
        List.of("Ada"),
        MeetingAnswers.participants(ToolOutcome.done("\uFEFF{\"result\":[{\"name\":\"Ada\"}]}"))
            .stream()
            .map(Participant::name)
            .toList());
  }

  @Test
  void whatIsLongerThanAnyNameIsCut() {
    String name = "A".repeat(1_000_000);
    Participant participant =
        MeetingAnswers.participants(
                answer(
                    "[{\"name\":\"%1$s\",\"email\":\"%1$s\",\"infos\":[\"%1$s\"]}]"
                        .formatted(name)))
            .getFirst();
    String cut = "A".repeat(200) + "…";
    assertEquals(new Participant(cut, Optional.of(cut), List.of(cut)), participant);
  }

  @Test
  void ofAChatThatIsTooLongTheNewestLinesAreRead() {
    String text = "x".repeat(30_000);
    String message = "{\"text\":\"%s\",\"sender\":\"%s\"}";
    List<ChatLine> lines =
        MeetingAnswers.chat(
            answer(
                "{\"messages\":["
                    + (message.formatted(text, "Ada") + ",").repeat(40)
                    + message.formatted("newest", "B".repeat(1_000))
                    + "]}"),
            "Nova");
    assertEquals(34, lines.size());
    assertEquals("newest", lines.getLast().text());
    assertEquals(201, lines.getLast().sender().orElseThrow().length());
  }

  @Test
  void readsParticipants() {
    List<Participant> participants =
        MeetingAnswers.participants(
            answer(
                "[{\"name\":\"Anna Berg\",\"email\":null,\"infos\":[\"Meeting host\",\"Unmuted\"]},"
                    + "{\"name\":\"Nova\",\"email\":null,\"infos\":[\"You\",\"Unmuted\"]}]"));
    assertEquals(
        new Participant("Anna Berg", Optional.empty(), List.of("Meeting host", "Unmuted")),
        participants.getFirst());
    assertTrue(participants.getLast().isAgent("somebody"));
  }

  @Test
  void readsTheChatAndKnowsTheAgentsOwnLines() {
    assertEquals(
        List.of(
            new ChatLine(
                "Here is the link: https://example.org/plan",
                Optional.of("Anna Berg"),
                Optional.of("3:40 AM"),
                false),
            new ChatLine("Hello from Nova", Optional.of("You"), Optional.of("3:40 AM"), true),
            new ChatLine("Hi", Optional.of("nova"), Optional.empty(), true)),
        MeetingAnswers.chat(
            answer(
                "{\"messages\":[{\"text\":\"Here is the link: https://example.org/plan\","
                    + "\"timestamp\":\"3:40 AM\",\"sender\":\"Anna Berg\"},"
                    + "{\"text\":\"Hello from Nova\",\"timestamp\":\"3:40 AM\",\"sender\":\"You\"},"
                    + "{\"text\":\"Hi\",\"timestamp\":null,\"sender\":\"nova\"}]}"),
            "Nova"));
  }

  @Test
  void readsUsage() {
    assertEquals(
        new ServiceUsage(
            Map.of(
                "deepgram_stt", Map.of("minutes", new BigDecimal("0.25")),
                "elevenlabs_tts", Map.of("characters", new BigDecimal("120")))),
        MeetingAnswers.usage(
            "{\"deepgram_stt\":{\"usage\":{\"minutes\":0.25},\"meta\":{\"model\":\"nova-3\"}},"
                + "\"elevenlabs_tts\":{\"usage\":{\"characters\":120,\"odd\":\"x\"},\"meta\":{}}}"));
    assertEquals(ServiceUsage.NONE, MeetingAnswers.usage("{}"));
  }

  @Test
  void oneOddEntryHidesNoOther() {
    for (String odd :
        List.of(
            "null", "7", "{}", "[]", "{\"name\":NaN,\"text\":NaN}", "{\"name\":{},\"text\":[]}")) {
      assertEquals(
          List.of("Ada"),
          MeetingAnswers.participants(answer("[" + odd + ",{\"name\":\"Ada\"}," + odd + "]"))
              .stream()
              .map(Participant::name)
              .toList(),
          odd);
      assertEquals(
          List.of("Hi"),
          MeetingAnswers.chat(
                  answer("{\"messages\":[" + odd + ",{\"text\":\"Hi\"}," + odd + "]}"), "Nova")
              .stream()
              .map(ChatLine::text)
              .toList(),
          odd);
      assertEquals(
          new BigDecimal("0.25"),
          MeetingAnswers.usage(
                  "{\"odd\":%s,\"stt\":{\"usage\":{\"a\":%s,\"b\":Infinity,\"minutes\":0.25}}}"
                      .formatted(odd, odd))
              .byService()
              .get("stt")
              .get("minutes"),
          odd);
    }
  }

  @Test
  void rubbishIsNothing() {
    for (String rubbish : List.of("", "x", "null", "[1,2]", "{\"messages\":5}", "[{\"name\":1}]")) {
      assertEquals(List.of(), MeetingAnswers.participants(answer(rubbish)), rubbish);
      assertEquals(List.of(), MeetingAnswers.chat(answer(rubbish), "Nova"), rubbish);
      assertTrue(
          MeetingAnswers.usage(rubbish).byService().values().stream().allMatch(Map::isEmpty),
          rubbish);
    }
  }
}
