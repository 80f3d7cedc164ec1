package ai.joinly.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.simulator.meeting.SpeechPieces;
import ai.joinly.simulator.meeting.SpokenText;
import ai.joinly.simulator.meeting.TranscriptSegment;
import ai.joinly.simulator.meeting.Utterance;
import ai.joinly.simulator.meeting.Utterance.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who speaks when, and what the transcript makes of it. */
class SpeechTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration AGES = Duration.ofDays(1);
  private static final String ROOM = "https://any.example/room";
  private static final String LONG =
      "Let me sum up where we are. The budget for the next year is seven percent higher than the"
          + " one of this year.";

  private final JoinlySimulator simulator =
      JoinlySimulator.start(
          SimulatorOptions.fast()
              .speechRate(120)
              .interruptAfter(Duration.ofMillis(200))
              .utteranceTail(Duration.ofMillis(5))
              .build());
  private WireClient nova;
  private SimulatedSession session;

  @BeforeEach
  void join() throws Exception {
    nova = WireClient.connected(simulator, "Nova");
    nova.join(ROOM);
    session = simulator.awaitJoined(ROOM, SOON);
  }

  @AfterEach
  void close() {
    simulator.close();
  }

  private WireExchange speak(int id, String text) throws Exception {
    return nova.beginTool(id, "speak_text", "{\"text\":\"" + text + "\"}");
  }

  @Test
  void aParticipantWhoSpeaksLongEnoughSilencesTheAgent() throws Exception {
    try (WireExchange speech = speak(1, LONG)) {
      session.await("first piece", s -> s.transcript().size() == 1, SOON);
      session.participantSays("Anna Berg", "Sorry, one question.", AGES);
      String answer = WireClient.text(speech.event());
      assertTrue(
          answer.startsWith(
              "Interrupted by detected speech. Spoken until now: \"Let me sum up where we are. "),
          answer);
      assertTrue(answer.endsWith("...\""), answer);
      SpokenText spoken = session.spoken().getFirst();
      assertEquals(SpokenText.Outcome.INTERRUPTED, spoken.outcome());
      assertEquals(
          "Interrupted by detected speech. Spoken until now: \"" + spoken.heard() + "\"", answer);
      assertTrue(session.transcript().getLast().text().endsWith("..."));
    }
    assertEquals(
        "Interrupted by detected speech. Spoken until now: \"...\"",
        nova.tool("speak_text", "{\"text\":\"May I?\"}"));
  }

  @Test
  void aShortRemarkDoesNot() throws Exception {
    try (WireExchange speech = speak(1, LONG)) {
      session.await("speaking", SimulatedSession::isSpeaking, SOON);
      assertTrue(session.participantSays("Ben Okafor", "Okay.", Duration.ofMillis(5)).await(SOON));
      assertEquals("Finished speaking.", WireClient.text(speech.event()));
    }
    assertEquals(LONG, session.spoken().getFirst().heard());
    assertEquals(1, session.transcript().stream().filter(s -> !s.assistant()).count());
  }

  @Test
  void speechesQueueAndAFullQueueFails() throws Exception {
    try (WireExchange first = speak(1, LONG)) {
      session.await("speaking", SimulatedSession::isSpeaking, SOON);
      WireExchange[] waiting = new WireExchange[11];
      for (int i = 0; i < waiting.length; i++) {
        int expected = i + 2;
        waiting[i] = speak(10 + i, "");
        session.await("call " + i, s -> s.toolCalls().size() == expected + 1, SOON);
      }
      simulator.await(
          "one was refused",
          () -> java.util.Arrays.stream(waiting).anyMatch(WireExchange::hasChunk),
          SOON);
      assertEquals("Finished speaking.", WireClient.text(first.event()));
      int refused = 0;
      for (WireExchange exchange : waiting) {
        refused += WireClient.text(exchange.event()).startsWith("Error") ? 1 : 0;
        exchange.close();
      }
      assertEquals(1, refused);
    }
  }

  @Test
  void leavingCutsASpeechAndDeleteAloneDoesNot() throws Exception {
    try (WireExchange speech = speak(1, LONG)) {
      session.await("speaking", SimulatedSession::isSpeaking, SOON);
      assertEquals("Left the meeting.", nova.tool("leave_meeting", "{}"));
      assertEquals(
          "Error calling tool 'speak_text': Error while speaking text",
          WireClient.text(speech.event()));
      assertEquals(SpokenText.Outcome.CUT_OFF, session.spoken().getFirst().outcome());
    }
    nova.join(ROOM);
    assertEquals(0, nova.segments("transcript://live/segments").size());
    try (WireExchange speech = speak(2, LONG)) {
      session.await("speaking", SimulatedSession::isSpeaking, SOON);
      assertEquals(200, nova.delete());
      assertEquals(WireExchange.END, speech.event());
      assertTrue(session.isInMeeting());
      session.awaitEnded(SOON);
      assertEquals(SpokenText.Outcome.FINISHED, session.spoken().getLast().outcome());
    }
  }

  @Test
  void theFirstWordsUnmuteAndLaterMutesHold() throws Exception {
    assertEquals("Muted yourself.", nova.tool("mute_yourself", "{}"));
    nova.tool("speak_text", "{\"text\":\"One.\"}");
    assertFalse(session.isMuted());
    nova.tool("mute_yourself", "{}");
    nova.tool("speak_text", "{\"text\":\"Two.\"}");
    assertTrue(session.isMuted());
    assertEquals(List.of(false, true), session.spoken().stream().map(SpokenText::muted).toList());
  }

  @Test
  void slowRecognitionPutsSegmentsInFrontOfOthers() throws Exception {
    Utterance slow =
        session.say(
            Plan.by("Anna Berg")
                .saysAfter(Duration.ofMillis(40), "Said first.", Duration.ofMillis(1))
                .recognisedIn(Duration.ofMillis(150)));
    // Starts are in steps of 32 ms: the second shall start later than the first.
    Utterance quick =
        session.say(
            Plan.by("Ben Okafor").saysAfter(Duration.ofMillis(104), "Said second.", Duration.ZERO));
    assertTrue(quick.await(SOON));
    assertEquals(
        List.of("Said second."),
        session.transcript().stream().map(TranscriptSegment::text).toList());
    assertTrue(slow.await(SOON));
    assertEquals(
        List.of("Said first.", "Said second."),
        session.transcript().stream().map(TranscriptSegment::text).toList());
    session.insert(new TranscriptSegment("At the join.", 0, 0, Optional.empty(), false));
    assertEquals("At the join.", nova.segments("transcript://live").get(0).get("text").asText());
  }

  @Test
  void textIsSpokenInPieces() {
    assertEquals(
        List.of(
            "Let me sum up where we are.",
            "The budget for the next year is seven percent higher than the one of this",
            "year."),
        SpeechPieces.of(LONG));
    assertEquals(
        List.of("Good morning. I am listening."), SpeechPieces.of("Good morning. I am listening."));
    assertEquals(List.of(), SpeechPieces.of("  "));
  }
}
