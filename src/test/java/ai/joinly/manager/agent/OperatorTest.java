package ai.joinly.manager.agent;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.agent.AgentFixture.config;
import static ai.joinly.manager.agent.AgentFixture.hear;
import static ai.joinly.manager.agent.AgentFixture.results;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.agent.FakeMeetings.FakeSession;
import ai.joinly.manager.agent.participation.OperatorCommands;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.ConversationMode;
import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.domain.meeting.HeardShare;
import ai.joinly.manager.domain.meeting.Participant;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.meeting.Speech;
import ai.joinly.manager.domain.usage.AgentUsage;
import ai.joinly.manager.domain.usage.ModelUsage;
import ai.joinly.manager.domain.usage.ServiceUsage;
import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator does through an agent, and what shows of it. */
class OperatorTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final AgentFixture fixture = new AgentFixture();
  private final AgentRegistry agents = fixture.agents;
  private final FakeLlm llm = fixture.llm;

  @AfterEach
  void close() throws InterruptedException {
    fixture.close();
  }

  private interface Step {
    void run() throws Exception;
  }

  private static AgentRefusedException refusal(Step step) {
    return assertThrows(AgentRefusedException.class, step::run);
  }

  @Test
  void whatAnOperatorSaysIsSaidAndTheModelKnowsOfIt() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    assertEquals(
        Optional.of(new Speech("Finished speaking.", HeardShare.ALL)),
        agents.say(id, "We start in a minute.", LONG));
    agents.write(id, "Agenda: https://x.test", LONG);
    assertEquals(
        List.of(
            "speak_text {\"text\":\"We start in a minute.\"}",
            "send_chat_message {\"message\":\"Agenda: https://x.test\"}"),
        session.calls);
    hear(session, "Ada", "What did you say?");
    LlmRequest request = llm.next();
    assertEquals(
        List.of(
            "(Your operator did this.) Finished speaking.",
            "(Your operator did this.) Sent message."),
        results(request).stream().map(r -> r.text()).toList());
    assertTrue(fixture.log(id).contains("Said: We start in a minute."));
    assertEquals(
        "Agenda: https://x.test",
        fixture.told(id, EventData.ChatWritten.class).getFirst().line().text());
  }

  @Test
  void whatAnOperatorDoesHasAnIdThatNeverComesAgain() throws Exception {
    AgentId id = fixture.create(config());
    fixture.joined(id);
    agents.say(id, "One.", LONG);
    agents.stop(id);
    agents.start(id);
    FakeSession session = fixture.joined(id);
    agents.say(id, "Two.", LONG);
    hear(session, "Ada", "What did you say?");
    List<String> ids = results(llm.next()).stream().map(r -> r.callId()).toList();
    assertEquals(2, ids.size());
    assertNotEquals(ids.getFirst(), ids.getLast());
  }

  @Test
  void aLongSpeechIsNotWaitedFor() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    session.speechesWait = true;
    assertEquals(Optional.empty(), agents.say(id, "A long story.", Duration.ofMillis(20)));
    CompletableFuture<String> speech = session.speeches.poll(10, TimeUnit.SECONDS);
    hear(session, "Ada", "Hm, Joe?");
    llm.next();
    llm.answer("speak_text {\"text\":\"Yes?\"}", "end_turn");
    eventually("it thought", () -> session.shown.size() >= 2);
    assertEquals(1, session.calls.size(), "its own words wait for those of the operator");
    speech.complete("Finished speaking.");
    session.speeches.poll(10, TimeUnit.SECONDS).complete("Finished speaking.");
    eventually("it was said", () -> fixture.log(id).contains("Said: Yes?"));
  }

  @Test
  void onlySoMuchWaitsToBeSaid() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    session.speechesWait = true;
    for (int i = 0; i < OperatorCommands.MAX_PENDING; i++) {
      assertEquals(Optional.empty(), agents.say(id, "Story " + i, Duration.ZERO));
    }
    CompletableFuture<String> first = session.speeches.poll(10, TimeUnit.SECONDS);
    for (Step step :
        List.<Step>of(() -> agents.say(id, "One more", LONG), () -> agents.write(id, "x", LONG))) {
      AgentRefusedException refused = refusal(step);
      assertEquals(Reason.STATUS_CONFLICT, refused.reason());
      assertTrue(refused.userMessage().contains("5 things to say or write"), refused.userMessage());
    }
    session.speechesWait = false;
    first.complete("Finished speaking.");
    eventually(
        "all is said",
        () -> fixture.log(id).stream().filter(l -> l.startsWith("Said: Story")).count() == 5);
    assertTrue(agents.write(id, "x", LONG));
  }

  @Test
  void whatWasToBeSaidLaterAndIsNotIsInTheLog() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    session.speechesWait = true;
    agents.say(id, "A long story.", Duration.ZERO);
    CompletableFuture<String> speech = session.speeches.poll(10, TimeUnit.SECONDS);
    agents.say(id, "Another.", Duration.ZERO);
    agents.mute(id, true);
    speech.complete("Finished speaking.");
    eventually(
        "it is told", () -> fixture.log(id).contains("Something was not said: the agent is muted"));
  }

  @Test
  void aChatMessageThatTakesLongIsNotAskedForTwice() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    session.answers.put("send_chat_message", "ok");
    session.chatOpens = new CountDownLatch(1);
    assertFalse(agents.write(id, "A long message.", Duration.ZERO));
    session.chatOpens.countDown();
    eventually(
        "it is written", () -> fixture.log(id).contains("Wrote in the chat: A long message."));
  }

  @Test
  void aMutedAgentDoesNotSpeakAndKnowsWhy() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    agents.mute(id, true);
    assertEquals(List.of("mute_yourself {}"), session.calls);
    assertEquals(Reason.STATUS_CONFLICT, refusal(() -> agents.say(id, "Unheard.", LONG)).reason());
    hear(session, "Ada", "Say something.");
    llm.next();
    llm.answer("speak_text {\"text\":\"Something.\"}", "unmute_yourself");
    LlmRequest next = llm.next();
    assertTrue(results(next).get(0).text().contains("an operator has muted you"));
    assertTrue(results(next).get(1).text().contains("an operator has muted you"));
    llm.answer("end_turn");
    agents.mute(id, false);
    agents.say(id, "Heard again.", LONG);
    assertEquals(
        List.of("unmute_yourself {}", "speak_text {\"text\":\"Heard again.\"}"),
        session.calls.stream().filter(call -> !call.startsWith("mute")).toList());
  }

  @Test
  void whatWasCutOffByAMuteIsNotTakenForHeard() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    session.speechesWait = true;
    CompletableFuture<Optional<Speech>> said = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            said.complete(agents.say(id, "A long story.", LONG));
          } catch (AgentRefusedException | InterruptedException e) {
            said.completeExceptionally(e);
          }
        });
    CompletableFuture<String> speech = session.speeches.poll(10, TimeUnit.SECONDS);
    agents.mute(id, true);
    assertTrue(fixture.agent(id).muted());
    speech.complete("Finished speaking.");
    assertEquals(HeardShare.PART, said.get(10, TimeUnit.SECONDS).orElseThrow().heard());
    assertTrue(fixture.log(id).stream().noneMatch(line -> line.startsWith("Said:")));
    assertTrue(
        fixture.log(id).stream().anyMatch(line -> line.startsWith("Was muted while it spoke")));
    agents.mute(id, false);
    assertFalse(fixture.agent(id).muted());
    hear(session, "Ada", "What did you say?");
    ToolResult result = results(llm.next()).getFirst();
    assertTrue(result.text().contains("You were muted while you spoke"), result.text());
  }

  @Test
  void aMuteThatTheFirstWordsUndidIsSentAgainOnce() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    agents.mute(id, true);
    assertEquals(List.of("mute_yourself {}"), session.calls);
    Segment words = new Segment("Hello.", 1, 2, Optional.of("Ada"), Role.PARTICIPANT);
    session.listener.onSegments(List.of(words));
    eventually("it is sent again", () -> session.calls.size() == 2);
    session.listener.onSegments(List.of(words));
    agents.write(id, "x", LONG); // after whatever the words began
    assertEquals(
        List.of("mute_yourself {}", "mute_yourself {}", "send_chat_message {\"message\":\"x\"}"),
        session.calls);
  }

  @Test
  void anOperatorsWordsWaitForAPauseAndTheirFateIsTold() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    session.answers.put("speak_text", "Spoken until now: \"...\"");
    assertEquals(HeardShare.ALL, agents.say(id, "In a pause.", LONG).orElseThrow().heard());
    assertEquals(2, session.calls.size());
    assertEquals(
        List.of("Said: In a pause."),
        fixture.log(id).stream().filter(l -> l.contains("aid") || l.startsWith("Was")).toList());
    session.answers.put(
        "speak_text", "Interrupted by detected speech. Spoken until now: \"In a...\"");
    assertEquals(HeardShare.PART, agents.say(id, "In a pause.", LONG).orElseThrow().heard());
  }

  @Test
  void anAgentThatMutedItselfIsToldSo() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    hear(session, "Ada", "Mute yourself and speak.");
    llm.next();
    llm.answer("mute_yourself");
    llm.next();
    llm.answer("speak_text {\"text\":\"Hello.\"}");
    assertTrue(results(llm.next()).get(1).text().contains("call unmute_yourself first"));
    llm.answer("unmute_yourself");
    llm.next();
    llm.answer("speak_text {\"text\":\"Hello.\"}", "end_turn");
    eventually("it was said", () -> fixture.log(id).contains("Said: Hello."));
  }

  @Test
  void aMutedAgentIsNotAskedToSpeak() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    agents.mute(id, true);
    assertMuted(id, "The agent is muted; unmute it first");
    agents.mute(id, false);
    hear(session, "Ada", "Mute yourself.");
    llm.next();
    llm.answer("mute_yourself", "end_turn");
    eventually("it is muted", () -> fixture.agent(id).muted());
    assertMuted(id, "The agent has muted itself; unmute it first");
    agents.mute(id, false);
    assertTrue(agents.say(id, "Hello.", LONG).isPresent());
    assertTrue(agents.write(id, "x", LONG));
  }

  private void assertMuted(AgentId id, String sentence) {
    AgentRefusedException refused = refusal(() -> agents.say(id, "Hello.", LONG));
    assertEquals(Reason.STATUS_CONFLICT, refused.reason());
    assertEquals(sentence, refused.userMessage());
  }

  @Test
  void whoIsMutedWhileHeWaitsToSpeakIsRefused() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    session.speechesWait = true;
    agents.say(id, "A long story.", Duration.ZERO);
    CompletableFuture<String> speech = session.speeches.poll(10, TimeUnit.SECONDS);
    CompletableFuture<AgentRefusedException> refused =
        CompletableFuture.supplyAsync(() -> refusal(() -> agents.say(id, "Another.", LONG)));
    eventually(
        "it waits",
        () ->
            fixture.log(id).stream()
                    .filter(l -> l.equals("An operator makes the agent speak"))
                    .count()
                == 2);
    agents.mute(id, true);
    speech.complete("Finished speaking.");
    assertEquals(Reason.STATUS_CONFLICT, refused.get(10, TimeUnit.SECONDS).reason());
  }

  @Test
  void whatIsMutedAndSaidInOneAnswerKeepsItsOrder() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    hear(session, "Ada", "Be quiet for a while.");
    llm.next();
    llm.answer("speak_text {\"text\":\"Sure.\"}", "mute_yourself", "end_turn");
    eventually("it is muted", () -> session.calls.size() == 2);
    hear(session, "Ada", "You may speak.");
    llm.next();
    llm.answer("unmute_yourself", "speak_text {\"text\":\"Thanks.\"}", "end_turn");
    eventually("it was said", () -> fixture.log(id).contains("Said: Thanks."));
    assertEquals(
        List.of(
            "speak_text {\"text\":\"Sure.\"}",
            "mute_yourself {}",
            "unmute_yourself {}",
            "speak_text {\"text\":\"Thanks.\"}"),
        session.calls);
  }

  @Test
  void aHintIsInTheNextTurnsInstructionsAndOutlivesTheProcess() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    agents.instruct(id, "Mention the deadline.");
    hear(session, "Ada", "Hello.");
    LlmRequest request = llm.next();
    assertTrue(request.systemPrompt().contains("- Mention the deadline."));
    assertFalse(request.messages().toString().contains("deadline"));
    agents.detach(LONG);
    AgentFixture next = new AgentFixture(Settings.defaults(), Optional.of(fixture.store));
    next.agents.restore();
    assertTrue(next.llm.next().systemPrompt().contains("- Mention the deadline."));
    next.close();
  }

  @Test
  void aHintOutlivesTheProcessHoweverMuchWasDoneSince() throws Exception {
    AgentId id = fixture.create(config());
    fixture.joined(id);
    agents.instruct(id, "Mention the deadline.");
    for (int i = 0; i < 61; i++) {
      agents.write(id, "Line " + i, LONG);
    }
    agents.detach(LONG);
    AgentFixture next = new AgentFixture(Settings.defaults(), Optional.of(fixture.store));
    next.agents.restore();
    hear(next.joined(id), "Ada", "Hello.");
    assertTrue(next.llm.next().systemPrompt().contains("- Mention the deadline."));
    next.close();
  }

  @Test
  void anOperatorsMuteOutlivesTheProcessAndEndsWithTheMeeting() throws Exception {
    AgentId id = fixture.create(config());
    fixture.joined(id);
    agents.mute(id, true);
    agents.detach(LONG);
    AgentFixture next = new AgentFixture(Settings.defaults(), Optional.of(fixture.store));
    next.agents.restore();
    hear(next.joined(id), "Ada", "Say something.");
    next.llm.next(); // it is in its meeting
    assertEquals(
        Reason.STATUS_CONFLICT, refusal(() -> next.agents.say(id, "Unheard.", LONG)).reason());
    next.agents.stop(id);
    next.agents.start(id);
    next.joined(id);
    next.agents.detach(LONG);
    AgentFixture third = new AgentFixture(Settings.defaults(), Optional.of(fixture.store));
    third.agents.restore();
    hear(third.joined(id), "Ada", "Say something.");
    third.llm.next();
    assertTrue(third.agents.say(id, "Heard again.", LONG).isPresent());
    third.close();
  }

  @Test
  void participantsAreListedAndKnownToTheModel() throws Exception {
    fixture.meetings.participantsAtFirst =
        "[{\"name\":\"Ada\",\"email\":null,\"infos\":[\"Meeting host\"]},"
            + "{\"name\":\"Joe\",\"email\":null,\"infos\":[\"You\"]}]";
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    assertEquals(
        List.of(
            new Participant("Ada", Optional.empty(), List.of("Meeting host")),
            new Participant("Joe", Optional.empty(), List.of("You"))),
        agents.participants(id));
    hear(session, "Bob", "Hello.");
    assertTrue(llm.next().systemPrompt().contains("as far as you know: Ada, Bob."));
  }

  @Test
  void outsideAMeetingAndWhenTheServerFailsItIsRefused() throws Exception {
    assertEquals(Reason.UNKNOWN_AGENT, refusal(() -> agents.instruct(AgentId.of(1), "x")).reason());
    AgentId idle = fixture.create(config().toBuilder().autoJoin(false).build());
    for (Step step :
        List.<Step>of(
            () -> agents.say(idle, "x", LONG),
            () -> agents.write(idle, "x", LONG),
            () -> agents.mute(idle, true),
            () -> agents.instruct(idle, "x"),
            () -> agents.participants(idle))) {
      AgentRefusedException refusal = refusal(step);
      assertEquals(Reason.NOT_IN_MEETING, refusal.reason());
      assertEquals(
          "The agent is not in a meeting, as it is not running; start it first",
          refusal.getMessage());
    }
    agents.start(idle);
    fixture.meetings.next();
    eventually("it waits", () -> fixture.agent(idle).status() == AgentStatus.RUNNING);
    assertEquals(
        "The agent is not in a meeting; let it join first",
        refusal(() -> agents.say(idle, "x", LONG)).getMessage());
    agents.stop(idle);
    assertEquals(AgentUsage.NONE, agents.usage(idle));
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    session.answers.put("send_chat_message", "!the chat is off");
    AgentRefusedException failed = refusal(() -> agents.write(id, "x", LONG));
    assertEquals(Reason.MEETING_FAILED, failed.reason());
    assertTrue(failed.userMessage().endsWith("the chat is off"));
  }

  @Test
  void anAnalystTakesNoTurnsAndIsNotToSpeak() throws Exception {
    AgentId id =
        fixture.create(config().toBuilder().conversationMode(ConversationMode.ANALYST).build());
    FakeSession session = fixture.joined(id);
    hear(session, "Ada", "Joe, say something.");
    assertEquals(Reason.STATUS_CONFLICT, refusal(() -> agents.say(id, "Hello.", LONG)).reason());
    assertEquals(Reason.STATUS_CONFLICT, refusal(() -> agents.write(id, "Hello.", LONG)).reason());
    assertTrue(fixture.told(id, EventData.TurnEnded.class).isEmpty());
    assertTrue(session.calls.isEmpty());
  }

  @Test
  void usageIsAddedUpOverTurnsSessionsAndProcesses() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    llm.usage = new TokenUsage(100, 10, 40);
    hear(session, "Ada", "One.");
    llm.next();
    llm.answer("get_participants");
    llm.next();
    llm.answer("end_turn");
    eventually("the turn is counted", () -> !agents.usage().models().isEmpty());
    session.usage = services("1.5");
    assertEquals(
        new AgentUsage(
            List.of(new ModelUsage(LlmProvider.OPENAI, "gpt-4o", 2, new TokenUsage(200, 20, 80))),
            services("1.5")),
        agents.usage(id));
    session.usage = services("2.0");
    agents.usage(id);
    session.listener.onLost("gone");
    FakeSession second = fixture.joined(id);
    second.usage = services("0.25");
    assertEquals(services("2.25"), agents.usage(id).services());
    agents.detach(LONG);
    AgentFixture next = new AgentFixture(Settings.defaults(), Optional.of(fixture.store));
    next.agents.restore();
    FakeSession again = next.joined(id);
    again.usage = services("0.75");
    eventually("it is back", () -> used(next, id).services().equals(services("2.75")));
    assertEquals(2, next.agents.usage().models().getFirst().requests());
    next.close();
  }

  private static AgentUsage used(AgentFixture fixture, AgentId id) {
    try {
      return fixture.agents.usage(id);
    } catch (AgentRefusedException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static ServiceUsage services(String minutes) {
    return new ServiceUsage(Map.of("stt", Map.of("minutes", new BigDecimal(minutes))));
  }

  @Test
  void aModelThatDoesNotAnswerShowsOnTheAgentUntilItAnswers() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    for (int i = 0; i < 2; i++) {
      hear(session, "Ada", "Hello.");
      llm.next();
      llm.answers.add(new LlmException(LlmException.Category.KEY_REFUSED, "The key is bad."));
      int turns = i + 1;
      eventually(
          "the turn is over", () -> fixture.told(id, EventData.TurnEnded.class).size() == turns);
    }
    assertEquals(Optional.of("The key is bad."), fixture.agent(id).lastError());
    assertEquals(2, fixture.log(id).stream().filter("The key is bad."::equals).count());
    hear(session, "Ada", "Hello?");
    llm.next();
    llm.answer("end_turn");
    eventually("it is well", () -> fixture.agent(id).lastError().isEmpty());
  }
}
