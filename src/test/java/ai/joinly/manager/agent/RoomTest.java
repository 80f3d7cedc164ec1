package ai.joinly.manager.agent;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.agent.AgentFixture.config;
import static ai.joinly.manager.agent.AgentFixture.hear;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.FakeMeetings.FakeSession;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.PromptSettings;
import ai.joinly.manager.domain.agent.PromptStyle;
import ai.joinly.manager.domain.agent.SpeechSettings;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.usage.TurnOutcome;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.llm.LlmRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which words in a room with several people and agents make an agent take its turn. */
class RoomTest {
  private static final AgentConfig CALLED = config().toBuilder().nameTrigger(true).build();

  private final AgentFixture fixture = new AgentFixture();
  private final FakeLlm llm = fixture.llm;

  @AfterEach
  void close() throws InterruptedException {
    fixture.close();
  }

  private static AgentConfig dyadic() {
    return config().toBuilder()
        .prompt(new PromptSettings(PromptStyle.DYADIC, Optional.empty(), Optional.empty()))
        .build();
  }

  private static SpeechSettings speaking(String language) {
    SpeechSettings d = SpeechSettings.DEFAULT;
    return new SpeechSettings(
        d.tts(),
        d.stt(),
        language,
        d.utteranceTailSeconds(),
        d.noSpeechEventDelay(),
        d.maxSttTasks(),
        d.windowQueueSize(),
        d.sttArgs(),
        d.ttsArgs(),
        d.vadArgs());
  }

  private void say(FakeSession session, String text) {
    int before = session.calls.size();
    llm.answer("speak_text {\"text\":\"" + text + "\"}", "end_turn");
    eventually("it was said", () -> session.calls.size() == before + 1);
  }

  private int turns(AgentId id) {
    return fixture.told(id, EventData.TurnEnded.class).size();
  }

  /** Lets the agent's worker handle all that was heard so far. */
  private void handled(AgentId id) throws Exception {
    fixture.agents.instruct(id, "Go on.");
  }

  private void heard(AgentId id, FakeSession session, String speaker, String text)
      throws Exception {
    hear(session, speaker, text);
    handled(id);
  }

  @Test
  void remarksDoNotStarveTheAnswer() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    hear(session, "Ada", "What is the plan?");
    llm.next();
    for (int i = 0; i < 28; i++) {
      fixture.pass(Duration.ofMillis(700));
      heard(id, session, "Bob", "Yes, right.");
    }
    assertEquals(0, llm.aborted.get());
    say(session, "To win.");
    eventually("the turn is over", () -> turns(id) == 1);
    heard(id, session, "Bob", "Mhm.");
    assertTrue(llm.requests.isEmpty(), "remarks make no turn of their own");
    hear(session, "Ada", "And then?");
    String words = FakeLlm.lastUser(llm.next());
    assertTrue(words.startsWith("Bob: Yes, right. Yes, right."), words);
    assertTrue(words.endsWith("Mhm.\nAda: And then?"), words);
  }

  @Test
  void remarksInTheAgentsLanguageDoNotAbort() throws Exception {
    AgentId id = fixture.create(config().toBuilder().speech(speaking("de-DE")).build());
    FakeSession session = fixture.joined(id);
    hear(session, "Ada", "Was ist der Plan?");
    llm.next();
    heard(id, session, "Bob", "Ja, genau.");
    assertEquals(0, llm.aborted.get());
    hear(session, "Bob", "Ja, aber wann?");
    assertEquals("Bob: Ja, genau. Ja, aber wann?", FakeLlm.lastUser(llm.next()));
    assertEquals(1, llm.aborted.get());
  }

  @Test
  void aRemarkThatGoesOnAborts() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    hear(session, "Ada", "What is the plan?");
    llm.next();
    Segment yes = new Segment("Yes", 3, 4, Optional.of("Bob"), Role.PARTICIPANT);
    Segment but = new Segment("but wait.", 4, 5, Optional.of("Bob"), Role.PARTICIPANT);
    session.listener.onSegments(List.of(yes));
    handled(id);
    assertEquals(0, llm.aborted.get());
    session.listener.onSegments(List.of(but));
    eventually("the thought is aborted", () -> llm.aborted.get() == 1);
    session.listener.onUtterance(List.of(yes, but));
    assertEquals("Bob: Yes but wait.", FakeLlm.lastUser(llm.next()));
  }

  @Test
  void wordsThatTurnOutToBeARemarkHaveTheAbortedTurnTakenAgain() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    hear(session, "Ada", "What is the plan?");
    llm.next();
    Segment all = new Segment("All", 3, 4, Optional.of("Bob"), Role.PARTICIPANT);
    Segment right = new Segment("right.", 4, 5, Optional.of("Bob"), Role.PARTICIPANT);
    session.listener.onSegments(List.of(all, right));
    eventually("the thought is aborted", () -> llm.aborted.get() == 1);
    session.listener.onUtterance(List.of(all, right));
    assertEquals(
        List.of("Ada: What is the plan?", "Bob: All right."), AgentFixture.users(llm.next()));
  }

  @Test
  void afterTwoAbortedTurnsTheAnswerIsLetThrough() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    session.speechesWait = true;
    hear(session, "Ada", "One thing.");
    llm.next();
    hear(session, "Ada", "Two things.");
    llm.next();
    hear(session, "Ada", "Three things.");
    llm.next();
    assertEquals(2, llm.aborted.get());
    heard(id, session, "Ada", "Four things.");
    heard(id, session, "Ada", "Joe, five things.");
    llm.answer("get_participants");
    assertEquals("get_participants", AgentFixture.results(llm.next()).getFirst().toolName());
    llm.answer("speak_text {\"text\":\"Slowly.\"}", "end_turn");
    CompletableFuture<String> speech = session.speeches.poll(10, TimeUnit.SECONDS);
    assertEquals(2, llm.aborted.get());
    assertTrue(llm.requests.isEmpty());
    speech.complete("Finished speaking.");
    assertEquals("Ada: Four things. Joe, five things.", FakeLlm.lastUser(llm.next()));
    hear(session, "Ada", "Six things.");
    llm.next();
    assertEquals(3, llm.aborted.get(), "after an answer new words abort again");
    assertEquals(
        List.of(TurnOutcome.ABORTED, TurnOutcome.ABORTED, TurnOutcome.DONE),
        fixture.told(id, EventData.TurnEnded.class).stream()
            .map(ended -> ended.report().outcome())
            .limit(3)
            .toList());
  }

  @Test
  void afterSixSecondsTheAnswerIsLetThrough() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    hear(session, "Ada", "One thing.");
    llm.next();
    fixture.pass(Duration.ofSeconds(4));
    hear(session, "Ada", "Two things.");
    llm.next();
    assertEquals(1, llm.aborted.get());
    fixture.pass(Duration.ofSeconds(2));
    heard(id, session, "Ada", "Three things.");
    assertEquals(1, llm.aborted.get());
    say(session, "Slowly.");
    assertEquals("Ada: Three things.", FakeLlm.lastUser(llm.next()));
  }

  @Test
  void aRemarkAnswersAQuestionOncePerPerson() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    hear(session, "Ada", "Joe, send it.");
    llm.next();
    say(session, "Shall I send it to all?");
    eventually("the turn is over", () -> turns(id) == 1);
    hear(session, "Ada", "Yes.");
    assertEquals("Ada: Yes.", FakeLlm.lastUser(llm.next()));
    heard(id, session, "Ada", "Okay.");
    llm.answer("end_turn");
    eventually("the turn is over", () -> turns(id) == 2);
    assertTrue(llm.requests.isEmpty());
    hear(session, "Bob", "Sure.");
    assertEquals("Ada: Okay.\nBob: Sure.", FakeLlm.lastUser(llm.next()));
    say(session, "It is sent.");
    eventually("the turn is over", () -> turns(id) == 3);
    heard(id, session, "Bob", "Good.");
    hear(session, "Bob", "Go home.");
    assertEquals("Bob: Good. Go home.", FakeLlm.lastUser(llm.next()), "nothing was asked");
  }

  @Test
  void aQuestionIsNotOpenForEver() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    hear(session, "Ada", "Joe, send it.");
    llm.next();
    say(session, "To all?");
    eventually("the turn is over", () -> turns(id) == 1);
    fixture.pass(Duration.ofMinutes(2));
    heard(id, session, "Ada", "Yes.");
    hear(session, "Bob", "Go home.");
    assertEquals("Ada: Yes.\nBob: Go home.", FakeLlm.lastUser(llm.next()));
  }

  @Test
  void betweenTwoARemarkIsAnsweredUnlessTheAgentThinks() throws Exception {
    AgentId id = fixture.create(dyadic());
    FakeSession session = fixture.joined(id);
    hear(session, "Ada", "Yes.");
    llm.next();
    heard(id, session, "Ada", "Mhm.");
    assertEquals(0, llm.aborted.get());
    say(session, "Good morning.");
    eventually("the turn is over", () -> turns(id) == 1);
    assertTrue(llm.requests.isEmpty());
    hear(session, "Ada", "Okay.");
    assertEquals("Ada: Mhm. Okay.", FakeLlm.lastUser(llm.next()));
  }

  @Test
  void aRemarkThatCutTheSpeechShortHasItThoughtAbout() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    session.speechesWait = true;
    hear(session, "Ada", "Tell me all.");
    llm.next();
    llm.answer("speak_text {\"text\":\"One two three.\"}");
    CompletableFuture<String> speech = session.speeches.poll(10, TimeUnit.SECONDS);
    heard(id, session, "Bob", "Mhm.");
    assertTrue(llm.requests.isEmpty());
    speech.complete("Interrupted by detected speech. Spoken until now: \"One...\"");
    LlmRequest next = llm.next();
    assertEquals("Bob: Mhm.", FakeLlm.lastUser(next));
    assertTrue(AgentFixture.results(next).getFirst().text().contains("did not hear"));
  }

  @Test
  void wordsOfAnotherAgentAreContext() throws Exception {
    AgentId joe = fixture.create(config());
    FakeSession session = fixture.joined(joe);
    AgentId ada = fixture.create(config().toBuilder().name("Ada Bot").build());
    fixture.joined(ada);
    heard(joe, session, "Ada Bot", "I shall take the notes.");
    heard(joe, session, "ada bot (Guest)", "Does anybody object?");
    hear(session, "Bob", "Please go on.");
    assertEquals(
        "Ada Bot: I shall take the notes.\nada bot (Guest): Does anybody object?\n"
            + "Bob: Please go on.",
        FakeLlm.lastUser(llm.next()));
    heard(joe, session, "Ada Bot", "I go on.");
    heard(joe, session, "Ada Bot", "Joe, what do you think?");
    assertEquals(0, llm.aborted.get(), "another agent aborts nothing");
    llm.answer("end_turn");
    assertEquals(
        "Ada Bot: I go on. Joe, what do you think?", FakeLlm.lastUser(llm.next()), "it is named");
  }

  @Test
  void agentsOfAnotherMeetingArePeople() throws Exception {
    AgentId joe = fixture.create(config());
    FakeSession session = fixture.joined(joe);
    AgentId ada =
        fixture.create(AgentConfig.of("Ada Bot", "https://meet.google.com/other-meeting"));
    fixture.joined(ada);
    hear(session, "Ada Bot", "I shall take the notes.");
    assertEquals("Ada Bot: I shall take the notes.", FakeLlm.lastUser(llm.next()));
  }

  @Test
  void anAgentThatHasLeftIsKnownForALittleWhile() throws Exception {
    AgentId joe = fixture.create(config());
    FakeSession session = fixture.joined(joe);
    AgentId ada = fixture.create(config().toBuilder().name("Ada Bot").build());
    fixture.joined(ada);
    fixture.agents.delete(ada);
    heard(joe, session, "Ada Bot", "Goodbye, everybody.");
    assertTrue(llm.requests.isEmpty());
    fixture.pass(Duration.ofMinutes(1));
    fixture.joined(fixture.create(config().toBuilder().name("Zoe Bot").build()));
    hear(session, "Ada Bot", "I am a person.");
    assertEquals("Ada Bot: Goodbye, everybody. I am a person.", FakeLlm.lastUser(llm.next()));
  }

  @Test
  void threeTurnsPassBetweenAgentsUntilAPersonSpeaks() throws Exception {
    AgentId joe = fixture.create(CALLED);
    FakeSession joes = fixture.joined(joe);
    AgentId zoe = fixture.create(CALLED.toBuilder().name("Zoe").build());
    FakeSession zoes = fixture.joined(zoe);
    hear(zoes, "Bob", "Joe, ask the other one.");
    hear(joes, "Bob", "Joe, ask the other one.");
    for (int round = 0; round < 2; round++) {
      llm.next();
      say(joes, "Zoe, what do you think?");
      hear(zoes, "Joe", "Zoe, what do you think?");
      llm.next();
      say(zoes, "Nothing. And you, Joe?");
      hear(joes, "Zoe", "Nothing. And you, Joe?");
    }
    // Zoe, Joe and Zoe have answered agents.
    String note = "Agents have answered each other 3 times";
    eventually(
        "the limit is told", () -> fixture.log(joe).stream().anyMatch(l -> l.startsWith(note)));
    heard(joe, joes, "Zoe", "Joe, are you there?");
    assertTrue(llm.requests.isEmpty());
    assertEquals(1, fixture.log(joe).stream().filter(l -> l.startsWith(note)).count());
    assertEquals(2, joes.calls.size());
    assertEquals(2, zoes.calls.size());
    hear(joes, "Bob", "Joe, answer.");
    assertTrue(FakeLlm.lastUser(llm.next()).contains("Zoe: Nothing. And you, Joe?"));
    say(joes, "Zoe, I am here.");
    hear(zoes, "Joe", "Zoe, I am here.");
    assertTrue(FakeLlm.lastUser(llm.next()).endsWith("Joe: Zoe, I am here."));
  }

  @Test
  void anotherAgentAlwaysNeedsTheName() throws Exception {
    AgentId joe = fixture.create(CALLED);
    FakeSession session = fixture.joined(joe);
    fixture.joined(fixture.create(CALLED.toBuilder().name("Zoe").build()));
    hear(session, "Zoe", "Joe, your turn.");
    llm.next();
    say(session, "It is mine.");
    eventually("the turn is over", () -> turns(joe) == 1);
    heard(joe, session, "Zoe", "Is it really?");
    hear(session, "Bob", "Joe, go on.");
    assertEquals("Zoe: Is it really?\nBob: Joe, go on.", FakeLlm.lastUser(llm.next()));
  }

  @Test
  void whoWasSpokenToNeedsNoNameForAWhile() throws Exception {
    AgentId id = fixture.create(CALLED);
    FakeSession session = fixture.joined(id);
    hear(session, "Ada", "Joe, what is the date?");
    llm.next();
    say(session, "The first.");
    eventually("the turn is over", () -> turns(id) == 1);
    heard(id, session, "Bob", "And the time?");
    assertTrue(llm.requests.isEmpty(), "Bob was not spoken to");
    fixture.pass(Duration.ofSeconds(15));
    hear(session, "Ada", "And the year?");
    assertEquals("Bob: And the time?\nAda: And the year?", FakeLlm.lastUser(llm.next()));
    say(session, "This one.");
    eventually("the turn is over", () -> turns(id) == 2);
    fixture.pass(Duration.ofSeconds(15));
    heard(id, session, "Ada", "Mhm.");
    hear(session, "Ada", "Which century?");
    assertEquals("Ada: Mhm. Which century?", FakeLlm.lastUser(llm.next()), "she only listened");
    llm.answer("end_turn");
    eventually("the turn is over", () -> turns(id) == 3);
    fixture.pass(Duration.ofSeconds(15));
    heard(id, session, "Ada", "Well, Bob?");
    hear(session, "Bob", "Joe, what is it?");
    assertEquals(
        "Ada: Well, Bob?\nBob: Joe, what is it?",
        FakeLlm.lastUser(llm.next()),
        "the agent has not spoken since");
  }

  @Test
  void theTimeAndTheUseOfFollowUpsCanBeSet() throws Exception {
    AgentId id = fixture.create(CALLED.toBuilder().followUpSeconds(0).build());
    FakeSession session = fixture.joined(id);
    hear(session, "Ada", "Joe, what is the date?");
    llm.next();
    say(session, "The first.");
    eventually("the turn is over", () -> turns(id) == 1);
    heard(id, session, "Ada", "And the time?");
    hear(session, "Ada", "Joe?");
    assertEquals("Ada: And the time? Joe?", FakeLlm.lastUser(llm.next()));
    llm.answer("end_turn");

    AgentId patient = fixture.create(CALLED.toBuilder().followUpSeconds(120).build());
    FakeSession other = fixture.joined(patient);
    hear(other, "Ada", "Joe, what is the date?");
    llm.next();
    say(other, "The first.");
    eventually("the turn is over", () -> turns(patient) == 1);
    fixture.pass(Duration.ofSeconds(100));
    hear(other, "Ada", "And the time?");
    assertEquals("Ada: And the time?", FakeLlm.lastUser(llm.next()));
  }

  @Test
  void aliasesAreNamesAndTheModelKnowsThem() throws Exception {
    AgentId id = fixture.create(CALLED.toBuilder().nameAliases(List.of("Joseph", "小明")).build());
    FakeSession session = fixture.joined(id);
    heard(id, session, "Ada", "Josephine is late.");
    hear(session, "Ada", "请小明开始");
    LlmRequest request = llm.next();
    assertEquals("Ada: Josephine is late. 请小明开始", FakeLlm.lastUser(request));
    assertTrue(request.systemPrompt().contains("People also call you: Joseph, 小明."));
    llm.answer("end_turn");
  }

  @Test
  void aNameThatCannotBeHeardIsWarnedOf() throws Exception {
    AgentId id = fixture.create(CALLED.toBuilder().name("🤖").build());
    assertEquals(1, fixture.agents.find(id, 0).orElseThrow().warnings().size());
    eventually(
        "it is in the log",
        () -> fixture.log(id).stream().anyMatch(line -> line.contains("no one can say it")));
    assertTrue(
        fixture
            .agents
            .find(fixture.create(CALLED.toBuilder().name("Ada Lovelace").build()), 0)
            .orElseThrow()
            .warnings()
            .getFirst()
            .contains("name_aliases"));
    assertFalse(fixture.agents.find(id, 0).orElseThrow().warnings().isEmpty());
  }

  @Test
  void aRestartChangesNothing() throws Exception {
    AgentId joe = fixture.create(CALLED.toBuilder().nameAliases(List.of("Joseph")).build());
    FakeSession session = fixture.joined(joe);
    fixture.joined(fixture.create(config().toBuilder().name("Zoe").build()));
    AgentId eve = fixture.create(config().toBuilder().name("Eve").build());
    FakeSession eves = fixture.joined(eve);
    hear(eves, "Bob", "Eve, send it.");
    llm.next();
    say(eves, "Shall I?");
    eventually("the turn is over", () -> turns(eve) == 1);
    heard(eve, eves, "Zoe", "I shall take the notes.");
    heard(joe, session, "Zoe", "Nothing for anybody.");
    fixture.agents.detach(Duration.ofSeconds(5));
    AgentFixture next = new AgentFixture(Settings.defaults(), Optional.of(fixture.store));
    next.agents.restore();
    FakeSession[] restored = {next.meetings.next(), next.meetings.next(), next.meetings.next()};
    FakeSession joes = sessionOf(restored, session);
    FakeSession evesAgain = sessionOf(restored, eves);
    hear(evesAgain, "Bob", "Yes.");
    assertEquals("Zoe: I shall take the notes.\nBob: Yes.", FakeLlm.lastUser(next.llm.next()));
    next.llm.answer("end_turn");
    hear(joes, "Bob", "Joseph, begin.");
    assertEquals(
        "Zoe: Nothing for anybody.\nBob: Joseph, begin.", FakeLlm.lastUser(next.llm.next()));
    next.llm.answer("end_turn");
    assertTrue(next.llm.requests.isEmpty());
    next.close();
  }

  private static FakeSession sessionOf(FakeSession[] sessions, FakeSession before) {
    for (FakeSession session : sessions) {
      if (session.id().equals(before.id())) {
        return session;
      }
    }
    throw new AssertionError("it was not taken up");
  }
}
