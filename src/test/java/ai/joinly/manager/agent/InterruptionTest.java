package ai.joinly.manager.agent;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.agent.AgentFixture.config;
import static ai.joinly.manager.agent.AgentFixture.hear;
import static ai.joinly.manager.agent.AgentFixture.results;
import static ai.joinly.manager.agent.AgentFixture.users;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.FakeMeetings.FakeSession;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.usage.TurnOutcome;
import ai.joinly.manager.domain.usage.TurnReport;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.meeting.MeetingException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who speaks while somebody else speaks, thinks or has just remarked something. */
class InterruptionTest {
  private final AgentFixture fixture = new AgentFixture();
  private final FakeLlm llm = fixture.llm;
  private AgentId id;
  private FakeSession session;

  @BeforeEach
  void join() throws Exception {
    id = fixture.create(config());
    session = fixture.joined(id);
    session.speechesWait = true;
  }

  @AfterEach
  void close() throws InterruptedException {
    fixture.close();
  }

  private CompletableFuture<String> speech() throws InterruptedException {
    CompletableFuture<String> speech = session.speeches.poll(10, TimeUnit.SECONDS);
    if (speech == null) {
      throw new AssertionError("nothing was said");
    }
    return speech;
  }

  private List<TurnReport> turns() {
    return fixture.told(id, EventData.TurnEnded.class).stream()
        .map(EventData.TurnEnded::report)
        .toList();
  }

  @Test
  void aShortRemarkIsThoughtAboutWhileTheSpeechGoesOn() throws Exception {
    hear(session, "Ada", "Tell me all.");
    llm.next();
    llm.answer("speak_text {\"text\":\"One two three.\"}", "speak_text {\"text\":\"Four.\"}");
    CompletableFuture<String> speech = speech();
    hear(session, "Bob", "Okay, why?");
    LlmRequest meanwhile = llm.next();
    assertEquals(List.of("Ada: Tell me all.", "Bob: Okay, why?"), users(meanwhile));
    assertTrue(results(meanwhile).get(0).text().startsWith("You are saying this right now"));
    assertTrue(results(meanwhile).get(1).text().startsWith("Not done"));
    assertFalse(speech.isDone());
    llm.answer("end_turn");
    eventually("it was thought about", () -> turns().size() == 1);
    assertEquals(TurnOutcome.DONE, turns().getFirst().outcome());
    speech.complete("Finished speaking.");
    eventually("the speech is over", () -> turns().size() == 2);
    hear(session, "Ada", "Thanks.");
    LlmRequest after = llm.next();
    assertEquals(
        List.of("Finished speaking.", "Turn ended."),
        List.of(results(after).get(0).text(), results(after).get(2).text()));
    assertTrue(results(after).get(1).text().startsWith("Not done"), "Four. is outdated");
    assertEquals(List.of("Ada: Tell me all.", "Bob: Okay, why?", "Ada: Thanks."), users(after));
    assertEquals(1, session.calls.size());
  }

  @Test
  void whatWasBeingThoughtAboutWhenTheSessionWasLostIsAnsweredInTheNextOne() throws Exception {
    hear(session, "Ada", "What is the plan?");
    llm.next();
    session.listener.onLost("The session was lost.");
    FakeSession next = fixture.joined(id);
    assertEquals(List.of("Ada: What is the plan?"), users(llm.next()));
    llm.answer("speak_text {\"text\":\"To win.\"}", "end_turn");
    eventually("it is answered", () -> next.calls.size() == 1);
    assertTrue(llm.requests.isEmpty());
  }

  @Test
  void whatWasOnlyLookedUpWhenTheSessionWasLostIsAnsweredInTheNextOne() throws Exception {
    hear(session, "Ada", "Who is here?");
    llm.next();
    llm.answer("get_participants");
    llm.next();
    session.listener.onLost("The session was lost.");
    FakeSession next = fixture.joined(id);
    assertEquals(List.of("Ada: Who is here?"), users(llm.next()));
    llm.answer("speak_text {\"text\":\"Nobody.\"}", "end_turn");
    eventually("it is answered", () -> next.calls.size() == 1);
    assertTrue(llm.requests.isEmpty());
  }

  @Test
  void whatMayHaveBeenSaidIsNotSaidAgain() throws Exception {
    hear(session, "Ada", "What is the plan?");
    llm.next();
    llm.answer("speak_text {\"text\":\"To win.\"}");
    boolean ignored =
        speech()
            .completeExceptionally(
                new MeetingException(MeetingException.Category.BROKEN_OFF, "It broke off."));
    assertTrue(results(llm.next()).getFirst().text().contains("Do not simply do it again"));
    llm.answer("speak_text {\"text\":\"To win.\"}", "end_turn");
    eventually("the turn is over", () -> turns().size() == 1);
    assertEquals(1, session.calls.size());
    session.listener.onLost("The session was lost.");
    FakeSession next = fixture.joined(id);
    hear(next, "Ada", "Hello?");
    assertTrue(FakeLlm.lastUser(llm.next()).contains("Hello?"), "and not before");
    llm.answer("end_turn");
  }

  @Test
  void whoSpokeOverAnAnswerIsAnsweredWithoutTheName() throws Exception {
    AgentId other =
        fixture.create(config().toBuilder().nameTrigger(true).followUpSeconds(0).build());
    FakeSession elsewhere = fixture.joined(other);
    elsewhere.speechesWait = true;
    hear(elsewhere, "Ada", "Joe, what is the date?");
    llm.next();
    hear(elsewhere, "Bob", "Hm.");
    llm.answer("speak_text {\"text\":\"The first.\"}", "end_turn");
    CompletableFuture<String> speech = elsewhere.speeches.poll(10, TimeUnit.SECONDS);
    boolean ignored = speech.complete("Spoken until now: \"\"");
    eventually("it ended", () -> fixture.told(other, EventData.TurnEnded.class).size() == 1);
    hear(elsewhere, "Bob", "Sorry, go on.");
    assertEquals(
        List.of("Ada: Joe, what is the date?", "Bob: Hm. Sorry, go on."), users(llm.next()));
    llm.answer("speak_text {\"text\":\"The first.\"}", "end_turn");
    elsewhere.speeches.poll(10, TimeUnit.SECONDS).complete("Finished speaking.");
    eventually("it was said", () -> fixture.log(other).contains("Said: The first."));
    hear(elsewhere, "Bob", "Thanks, Ada.");
    hear(elsewhere, "Bob", "Thanks, Joe.");
    assertEquals("Bob: Thanks, Ada. Thanks, Joe.", FakeLlm.lastUser(llm.next()));
    llm.answer("end_turn");
  }

  @Test
  void anAnswerToARemarkWaitsForTheVoice() throws Exception {
    hear(session, "Ada", "Tell me all.");
    llm.next();
    llm.answer("speak_text {\"text\":\"One two three.\"}");
    CompletableFuture<String> first = speech();
    hear(session, "Bob", "And four?");
    llm.next();
    llm.answer("speak_text {\"text\":\"Four too.\"}", "end_turn");
    eventually("the answer waits", () -> session.shown.size() >= 4);
    assertEquals(1, session.calls.size());
    first.complete("Finished speaking.");
    speech().complete("Finished speaking.");
    eventually("both were said", () -> fixture.log(id).contains("Said: Four too."));
    assertTrue(
        fixture.log(id).indexOf("Said: One two three.")
            < fixture.log(id).indexOf("Said: Four too."));
  }

  @Test
  void anAnswerThatStillWaitsForTheVoiceIsDroppedWhenSomethingNewIsSaid() throws Exception {
    hear(session, "Ada", "Tell me all.");
    llm.next();
    llm.answer("speak_text {\"text\":\"One two three.\"}");
    CompletableFuture<String> first = speech();
    hear(session, "Bob", "And four?");
    llm.next();
    llm.answer("speak_text {\"text\":\"Four too.\"}", "end_turn");
    eventually("the answer waits", () -> session.shown.size() >= 4);
    hear(session, "Bob", "Never mind.");
    LlmRequest third = llm.next();
    assertEquals("Bob: Never mind.", FakeLlm.lastUser(third));
    assertFalse(first.isDone());
    assertTrue(results(third).get(1).text().startsWith("Not done"), results(third).toString());
    llm.answer("end_turn");
    first.complete("Finished speaking.");
    eventually("all turns are over", () -> turns().size() == 3);
    assertEquals(1, session.calls.size());
  }

  @Test
  void whileAToolWorksARemarkWaitsForItsResult() throws Exception {
    session.answers.put("share_screen", "Started sharing screen.");
    hear(session, "Ada", "Show us.");
    llm.next();
    llm.answer("share_screen {\"url\":\"https://x.test\"}", "speak_text {\"text\":\"Look.\"}");
    CompletableFuture<String> speech = speech();
    eventually("the screen is shared", () -> session.calls.size() == 2);
    hear(session, "Bob", "Nice colours.");
    LlmRequest next = llm.next();
    assertEquals("Started sharing screen.", results(next).getFirst().text());
    speech.complete("Finished speaking.");
  }

  @Test
  void whatWasHeardOfASpeechAndWhatNotIsToldTruthfully() throws Exception {
    hear(session, "Ada", "Tell me all.");
    llm.next();
    llm.answer("speak_text {\"text\":\"One two three four.\"}");
    speech().complete("Interrupted by detected speech. Spoken until now: \"One two...\"");
    eventually("the turn is over", () -> !turns().isEmpty());
    assertTrue(fixture.log(id).contains("Was interrupted after saying: One two"));
    hear(session, "Ada", "Stop.");
    assertEquals(
        "Someone spoke over you. People heard: \"One two\" They did not hear: \"three four.\"",
        results(llm.next()).getFirst().text());
    assertEquals(TurnOutcome.INTERRUPTED, turns().getFirst().outcome());
    assertTrue(fixture.log(id).contains("Was interrupted after saying: One two"));
  }

  @Test
  void aThoughtThatTookTheSpeechForGoingOnIsThoughtAgain() throws Exception {
    hear(session, "Ada", "Tell me all.");
    llm.next();
    llm.answer("speak_text {\"text\":\"One two three.\"}");
    CompletableFuture<String> speech = speech();
    hear(session, "Bob", "Stop please.");
    assertTrue(results(llm.next()).getFirst().text().startsWith("You are saying this right now"));
    speech.complete("Interrupted by detected speech. Spoken until now: \"One...\"");
    LlmRequest again = llm.next();
    assertEquals(1, llm.aborted.get());
    assertEquals(List.of("Ada: Tell me all.", "Bob: Stop please."), users(again));
    assertTrue(results(again).getFirst().text().contains("They did not hear: \"two three.\""));
  }

  @Test
  void nothingIsSaidTwiceInOneTurn() throws Exception {
    session.speechesWait = false;
    hear(session, "Ada", "Hello.");
    llm.next();
    llm.answer("speak_text {\"text\":\"Hello Ada.\"}", "speak_text {\"text\":\"hello  ada.\"}");
    LlmRequest again = llm.next();
    assertEquals("Finished speaking.", results(again).get(0).text());
    assertTrue(results(again).get(1).text().startsWith("Not said again"));
    llm.answer("speak_text {\"text\":\"Hello Ada.\"}", "end_turn");
    eventually("the turn is over", () -> turns().size() == 1);
    assertEquals(List.of("speak_text {\"text\":\"Hello Ada.\"}"), session.calls);
  }

  @Test
  void nothingIsSaidAfterLeaving() throws Exception {
    session.speechesWait = false;
    hear(session, "Ada", "Leave.");
    llm.next();
    llm.answer("leave_meeting");
    eventually("it left", () -> session.ended);
    hear(session, "Ada", "Are you gone?");
    assertTrue(llm.requests.isEmpty());
    assertTrue(session.calls.isEmpty());
    assertEquals(TurnOutcome.LEAVE, turns().getFirst().outcome());
  }
}
