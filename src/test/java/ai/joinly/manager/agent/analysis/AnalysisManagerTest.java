package ai.joinly.manager.agent.analysis;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.AgentRefusedException;
import ai.joinly.manager.agent.AgentRegistry;
import ai.joinly.manager.agent.AgentServices;
import ai.joinly.manager.agent.FakeLlm;
import ai.joinly.manager.agent.FakeMeetings;
import ai.joinly.manager.agent.FakeMeetings.FakeSession;
import ai.joinly.manager.agent.TestClock;
import ai.joinly.manager.config.AnalysisSettings;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.ConversationMode;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.analysis.ActionItem;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.analysis.MeetingCounts.Participant;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.EventReader;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.LlmClientFactory;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.store.MemoryStore;
import ai.joinly.manager.store.Store;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Analyses of agents whose meetings, model and clock the test holds in its hands. */
class AnalysisManagerTest {
  private static final Instant NINE = Instant.parse("2026-03-01T09:00:00Z");
  private static final String TEN_WORDS = "one two three four five six seven eight nine ten";
  private static final AgentConfig ANALYST =
      AgentConfig.builder("Minutes", "https://meet.google.com/abc-defg-hij")
          .conversationMode(ConversationMode.ANALYST)
          .build();

  private final FakeMeetings meetings = new FakeMeetings();
  private final FakeLlm llm = new FakeLlm();
  private final TestClock clock = new TestClock(NINE);
  private final MemoryStore store = new MemoryStore(event -> {});
  private volatile Optional<String> storeTrouble = Optional.empty();
  private AgentRegistry agents = registry(config -> llm);
  // Seconds since the join at which the next words are said.
  private double second = 10;

  @AfterEach
  void close() throws InterruptedException {
    agents.close(Duration.ofSeconds(5));
  }

  @Test
  void countsAreRightWithoutALanguageModel() throws Exception {
    assertEquals(
        Analysis.none(NINE), analysis(create(ANALYST.toBuilder().autoJoin(false).build())));
    AgentId id = create(ANALYST);
    FakeSession first = joined(id);
    say(id, first, "Bob", TEN_WORDS);
    say(id, first, "Minutes", "my own words", Role.ASSISTANT);
    say(id, first, "Ada", TEN_WORDS);
    clock.advance(Duration.ofMinutes(30));
    first.listener.onLost("The session was lost.");
    FakeSession second = joined(id);
    say(id, second, "Cy", "会議を始めます");
    assertEquals(List.of("Bob", "Ada", "Cy"), participants(analysis(id)));
    assertEquals(27, analysis(id).counts().wordCount());
    assertEquals(NINE, analysis(id).startTime());
    assertEquals(clock.instant(), analysis(id).lastUpdated());
    assertEquals(
        Duration.ofMinutes(30).plusSeconds((long) this.second - 5),
        analysis(id).counts().duration());
    Analysis before = analysis(id);
    agents.detach(Duration.ofSeconds(5));
    agents = registry(config -> llm);
    agents.restore();
    assertEquals(before.counts(), analysis(id).counts());
    FakeSession third = joined(id);
    say(id, third, "Bob", TEN_WORDS);
    assertEquals(37, analysis(id).counts().wordCount());
    assertEquals(List.of("Bob", "Ada", "Cy"), participants(analysis(id)));
  }

  @Test
  void aClockThatIsSetChangesNoDurationAndDelaysNoUpdate() throws Exception {
    for (Duration set : List.of(Duration.ofHours(-5), Duration.ofHours(5))) {
      Instant start = clock.instant();
      AgentId id = create(ANALYST);
      FakeSession first = joined(id);
      say(id, first, "Ada", "one two three");
      clock.set(set);
      first.listener.onLost("The session was lost.");
      FakeSession second = joined(id);
      say(id, second, "Bob", "four five six");
      assertEquals(Duration.ofSeconds(30), analysis(id).counts().duration());
      assertEquals(start, analysis(id).startTime());
      clock.advance(Duration.ofMinutes(2));
      poke(id);
      assertTrue(FakeLlm.lastUser(llm.next()).contains("four five six"));
      answer("{\"summary\":\"They count.\"}");
      eventually("updated", () -> analysis(id).findings().summary().equals("They count."));
      agents.delete(id);
    }
  }

  @Test
  void enoughWordsOrEnoughTimeMakeAnUpdate() throws Exception {
    AgentId id = create(ANALYST);
    FakeSession session = joined(id);
    clock.advance(Duration.ofSeconds(29));
    say(id, session, "Ada", TEN_WORDS + " alpha");
    say(id, session, "Ada", TEN_WORDS + " beta");
    assertTrue(llm.requests.isEmpty(), "enough words, but too soon");
    clock.advance(Duration.ofSeconds(1));
    poke(id);
    String first = FakeLlm.lastUser(llm.next());
    assertTrue(first.contains("alpha") && first.contains("beta"), first);
    say(id, session, "Bob", "gamma");
    answer("{\"summary\":\"They count.\",\"action_items\":[\"Count on\"]}");
    eventually("updated", () -> analysis(id).findings().summary().equals("They count."));
    poke(id);
    assertEquals(1, analysis(id).pendingWords());
    clock.advance(Duration.ofSeconds(119));
    poke(id);
    assertTrue(llm.requests.isEmpty(), "few words, and not for long");
    clock.advance(Duration.ofSeconds(1));
    poke(id);
    String second = FakeLlm.lastUser(llm.next());
    assertTrue(second.contains("Bob: gamma"), second);
    assertTrue(second.contains("summary: They count."), second);
    assertTrue(second.contains("action_1 [pending, medium] Count on"), second);
    assertFalse(second.contains("alpha"), "only what is new is sent: " + second);
    answer("{}");
  }

  @Test
  void whatIsFarBehindIsAskedInPiecesOneAfterTheOther() throws Exception {
    AgentId id = create(ANALYST);
    FakeSession session = joined(id);
    clock.advance(Duration.ofSeconds(30));
    say(id, session, "Ada", TEN_WORDS + " " + TEN_WORDS);
    llm.next();
    for (int i = 0; i < 70; i++) {
      say(id, session, i % 2 == 0 ? "Ada" : "Bob", (TEN_WORDS + " ").repeat(10));
    }
    llm.answers.add(new LlmException(LlmException.Category.UNREACHABLE, "Nobody is there."));
    eventually("it says so", () -> lastError(id).isPresent());
    poke(id); // the next attempt is planned after the failure is shown
    clock.advance(Duration.ofSeconds(30));
    poke(id);
    for (int i = 0; i < 3; i++) {
      LlmRequest request = llm.next();
      assertTrue(FakeLlm.lastUser(request).length() < 20_000);
      answer("{\"new_key_points\":[\"Piece number " + i + "\"]}");
    }
    eventually("all is analysed", () -> analysis(id).pendingWords() == 0);
    assertEquals(3, analysis(id).findings().keyPoints().size());
  }

  @Test
  void troubleWithTheModelIsToldOnceAndPasses() throws Exception {
    AgentId id = create(ANALYST);
    FakeSession session = joined(id);
    say(id, session, "Ada", TEN_WORDS + " " + TEN_WORDS);
    for (int i = 0; i < 3; i++) {
      nextUpdate(id);
      if (i == 1) {
        agents.onStoreTrouble(Optional.of("The disk is full."));
      }
      llm.answers.add(new LlmException(LlmException.Category.KEY_REFUSED, "Key refused."));
    }
    nextUpdate(id);
    assertEquals(Optional.of("The disk is full."), lastError(id));
    assertEquals(
        1, log(id).stream().filter(l -> l.equals("The analysis is on hold: Key refused.")).count());
    agents.onStoreTrouble(Optional.empty());
    eventually(
        "the other is shown",
        () -> lastError(id).equals(Optional.of("The analysis is on hold: Key refused.")));
    assertEquals(20, analysis(id).counts().wordCount());
    answer("{\"summary\":\"At last.\"}");
    eventually("all is well", () -> lastError(id).isEmpty());
    eventually("it is taken over", () -> analysis(id).findings().summary().equals("At last."));
  }

  @Test
  void whileTheStoreFailsTheModelIsNotAsked() throws Exception {
    AgentId id = create(ANALYST);
    FakeSession session = joined(id);
    storeTrouble = Optional.of("The disk is full.");
    say(id, session, "Ada", TEN_WORDS + " " + TEN_WORDS);
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofSeconds(30));
      poke(id);
    }
    agents.stop(id);
    poke(id, agents::stop);
    assertEquals(20, analysis(id).counts().wordCount());
    assertTrue(llm.requests.isEmpty());
    storeTrouble = Optional.empty();
    clock.advance(Duration.ofSeconds(30));
    poke(id, agents::stop);
    assertTrue(FakeLlm.lastUser(llm.next()).contains("Ada: one"));
    answer("{\"summary\":\"They count.\"}");
    eventually("complete", () -> analysis(id).progress().complete());
  }

  @Test
  void anAnswerThatSaysNothingIsAskedForAgainAndInTheEndLeftOut() throws Exception {
    AgentId id = create(ANALYST);
    FakeSession session = joined(id);
    say(id, session, "Ada", TEN_WORDS + " " + TEN_WORDS + " poison");
    for (int i = 0; i < 3; i++) {
      String asked = FakeLlm.lastUser(nextUpdate(id));
      assertTrue(asked.contains("poison"), asked);
      assertFalse(asked.contains("later"), "the same stretch again: " + asked);
      say(id, session, "Bob", "later " + i);
      answer("I had rather not.");
    }
    eventually(
        "it says so", () -> log(id).stream().anyMatch(line -> line.contains("skips 21 words")));
    assertEquals(6, analysis(id).pendingWords());
    String asked = FakeLlm.lastUser(nextUpdate(id));
    assertFalse(asked.contains("poison"), asked);
    assertTrue(asked.contains("later 0") && asked.contains("later 2"), asked);
    answer("{\"summary\":\"Later.\",\"topics\":true}");
    eventually("updated", () -> analysis(id).findings().summary().equals("Later."));
    assertTrue(log(id).stream().anyMatch(line -> line.endsWith("ignored: topics (not a list)")));
    asked = FakeLlm.lastUser(nextUpdate(id));
    assertTrue(asked.contains("later 0"), "the topics are asked for again: " + asked);
    answer("{\"topics\":[\"Poison\"]}");
    eventually("whole now", () -> analysis(id).pendingWords() == 0);
    assertEquals("Poison", analysis(id).findings().topics().getFirst().topic());
  }

  @Test
  void whatIsLeftAtTheEndIsAnalysedBehindTheStop() throws Exception {
    AgentId id = create(ANALYST);
    FakeSession session = joined(id);
    say(id, session, "Ada", "Goodbye all.");
    agents.stop(id);
    assertEquals(AgentStatus.STOPPED, agent(id).status());
    assertTrue(FakeLlm.lastUser(llm.next()).contains("Ada: Goodbye all."));
    assertFalse(analysis(id).progress().complete());
    answer("{\"summary\":\"They parted.\"}");
    eventually("complete", () -> analysis(id).progress().complete());
    assertEquals("They parted.", analysis(id).findings().summary());
    eventually("it is told", () -> completes(id).equals(List.of(false, true)));
    agents.start(id);
    assertFalse(analysis(id).progress().complete());
    FakeSession again = joined(id);
    say(id, again, "Bob", "Hello again.");
    assertEquals(List.of("Ada", "Bob"), participants(analysis(id)));
    assertEquals(4, analysis(id).counts().wordCount());
  }

  @Test
  void anUpdateUnderWayAtTheEndIsFollowedByTheLast() throws Exception {
    AgentId id = create(ANALYST);
    FakeSession session = joined(id);
    clock.advance(Duration.ofSeconds(30));
    say(id, session, "Ada", TEN_WORDS + " " + TEN_WORDS);
    llm.next();
    say(id, session, "Ada", "Goodbye all.");
    agents.stop(id);
    answer("{\"summary\":\"They count.\"}");
    assertTrue(FakeLlm.lastUser(llm.next()).contains("Goodbye all."));
    answer("Sorry?");
    assertTrue(FakeLlm.lastUser(llm.next()).contains("Goodbye all."), "at once, while it can");
    answer("{\"new_key_points\":[\"They parted\"]}");
    eventually("complete", () -> analysis(id).progress().complete());
  }

  @Test
  void theFinalPassIsLimitedAndSilentMeetingsNeedNone() throws Exception {
    AgentId id = create(ANALYST);
    FakeSession session = joined(id);
    say(id, session, "Ada", "Goodbye all.");
    agents.stop(id);
    llm.next();
    clock.advance(Duration.ofMinutes(2));
    agents.stop(id);
    eventually("given up", () -> llm.aborted.get() == 1);
    eventually(
        "it says so",
        () -> log(id).stream().anyMatch(line -> line.contains("could not be completed in time")));
    assertFalse(analysis(id).progress().complete());
    AgentId silent = create(ANALYST);
    joined(silent);
    agents.stop(silent);
    eventually("complete", () -> analysis(silent).progress().complete());
    AgentId early = create(ANALYST.toBuilder().autoJoin(false).build());
    agents.start(early);
    meetings.next();
    agents.stop(early);
    poke(early, agents::stop);
    assertEquals(List.of(), completes(early));
    assertTrue(llm.requests.isEmpty());
  }

  @Test
  void whatOneProcessLeftUndoneTheNextMakesUpFor() throws Exception {
    AgentId id = create(ANALYST);
    FakeSession session = joined(id);
    clock.advance(Duration.ofSeconds(30));
    say(id, session, "Ada", TEN_WORDS + " " + TEN_WORDS);
    llm.next();
    answer("{\"action_items\":[\"Count on\"]}");
    eventually("updated", () -> analysis(id).findings().actionItems().size() == 1);
    say(id, session, "Ada", "Goodbye all.");
    agents.stop(id);
    llm.next();
    agents.close(Duration.ofSeconds(5));
    eventually("the end of the process breaks it off", () -> llm.aborted.get() == 1);
    agents = registry(config -> llm);
    agents.restore();
    assertEquals(22, analysis(id).counts().wordCount());
    String asked = FakeLlm.lastUser(llm.next());
    assertTrue(asked.contains("Goodbye all.") && asked.contains("action_1"), asked);
    assertFalse(asked.contains("seven"), asked);
    answer("{\"action_items\":[\"Write to all\"]}");
    eventually("complete", () -> analysis(id).progress().complete());
    assertEquals(
        List.of("action_1", "action_2"),
        analysis(id).findings().actionItems().stream().map(ActionItem::id).toList());
    agents.close(Duration.ofSeconds(5));
    agents = registry(config -> llm);
    agents.restore();
    agents.stop(id);
    assertTrue(llm.requests.isEmpty(), "it is done");
    assertTrue(analysis(id).progress().complete());
  }

  @Test
  void withoutAKeyTheNextProcessSaysWhy() throws Exception {
    AgentId id = create(ANALYST);
    FakeSession session = joined(id);
    say(id, session, "Ada", "Goodbye all.");
    agents.stop(id);
    llm.next();
    agents.close(Duration.ofSeconds(5));
    agents =
        registry(
            config -> {
              throw new InvalidFieldsException(
                  List.of(new FieldError("llm_provider", "needs OPENAI_API_KEY")));
            });
    agents.restore();
    eventually(
        "it says so",
        () -> log(id).stream().anyMatch(line -> line.contains("needs OPENAI_API_KEY")));
    assertEquals(2, analysis(id).counts().wordCount());
  }

  @Test
  void aDeletedAgentLeavesNothing() throws Exception {
    AgentId id = create(ANALYST);
    FakeSession session = joined(id);
    say(id, session, "Ada", "Goodbye all.");
    agents.stop(id);
    llm.next();
    agents.delete(id);
    eventually("broken off", () -> llm.aborted.get() == 1);
    assertEquals(Optional.empty(), agents.analysis(id));
    assertEquals(Optional.empty(), store.analysis(id));
    AgentId running = create(ANALYST);
    say(running, joined(running), "Ada", TEN_WORDS);
    agents.delete(running);
    assertEquals(Optional.empty(), store.analysis(running));
    assertTrue(llm.requests.isEmpty(), "no final pass for what is to be forgotten");
  }

  @Test
  void anAnalystNeverSpeaksAndGetsNoTools() throws Exception {
    AgentId id = create(ANALYST);
    FakeSession session = joined(id);
    clock.advance(Duration.ofSeconds(30));
    for (int i = 0; i < 3; i++) {
      List<Segment> segments = say(id, session, "Ada", "Minutes, please say hello to all of us!");
      session.listener.onUtterance(segments);
      poke(id);
    }
    LlmRequest request = llm.next();
    assertEquals(List.of(), request.tools());
    assertTrue(request.schema().isPresent());
    assertTrue(request.limit().isPresent());
    llm.answer("speak_text {\"text\":\"Hello.\"}");
    eventually(
        "it is no answer",
        () -> log(id).stream().anyMatch(line -> line.contains("was not completely usable")));
    assertTrue(llm.requests.isEmpty());
    assertEquals(List.of(), session.calls);
    assertTrue(log(id).contains("Ada: Minutes, please say hello to all of us!"));
  }

  @Test
  void aConversationalAgentMayKeepOneToo() throws Exception {
    AgentId id =
        create(
            AgentConfig.builder("Joe", "https://meet.google.com/abc-defg-hij")
                .analysis(true)
                .build());
    FakeSession session = joined(id);
    session.listener.onUtterance(say(id, session, "Ada", "Hello Joe."));
    LlmRequest turn = llm.next();
    assertTrue(turn.schema().isEmpty());
    llm.answer("speak_text {\"text\":\"Hi.\"}", "end_turn");
    eventually("it spoke", () -> log(id).contains("Said: Hi."));
    clock.advance(Duration.ofMinutes(2));
    poke(id);
    LlmRequest update = llm.next();
    assertTrue(update.schema().isPresent());
    answer("{\"summary\":\"They greet.\"}");
    eventually("updated", () -> analysis(id).findings().summary().equals("They greet."));
    AgentId without = create(AgentConfig.of("Jim", "https://meet.google.com/abc-defg-hij"));
    assertEquals(Optional.empty(), agents.analysis(without));
  }

  private AgentId create(AgentConfig config) throws AgentRefusedException {
    return agents.create(config).agent().id();
  }

  private FakeSession joined(AgentId id) throws InterruptedException {
    FakeSession session = meetings.next();
    eventually("joined", () -> agent(id).meetingStatus() == MeetingStatus.JOINED);
    second = 10;
    return session;
  }

  private List<Segment> say(AgentId id, FakeSession session, String speaker, String text)
      throws Exception {
    return say(id, session, speaker, text, Role.PARTICIPANT);
  }

  /** Returns once the agent has counted it and decided what to do. */
  private List<Segment> say(AgentId id, FakeSession session, String speaker, String text, Role role)
      throws Exception {
    List<Segment> segments =
        List.of(new Segment(text, second, second + 5, Optional.of(speaker), role));
    second += 10;
    session.listener.onSegments(segments);
    poke(id);
    return segments;
  }

  /** Lets the worker look at the clock; returns once it did. */
  private void poke(AgentId id) throws Exception {
    poke(id, agents::start);
  }

  private interface Command {
    void give(AgentId id) throws Exception;
  }

  /** A worker looks at the clock after each message, so the second one comes after that. */
  private static void poke(AgentId id, Command harmless) throws Exception {
    harmless.give(id);
    harmless.give(id);
  }

  /** The next request, once the answer to the one before was taken in and time has gone by. */
  private LlmRequest nextUpdate(AgentId id) throws Exception {
    for (int i = 0; i < 1_000; i++) {
      clock.advance(Duration.ofSeconds(30));
      poke(id);
      LlmRequest request = llm.requests.poll(10, TimeUnit.MILLISECONDS);
      if (request != null) {
        return request;
      }
    }
    throw new AssertionError("the model was not asked");
  }

  private void answer(String text) {
    llm.answers.add(new Assistant(Optional.of(text), List.of()));
  }

  private Analysis analysis(AgentId id) {
    return agents.analysis(id).orElseThrow();
  }

  private Agent agent(AgentId id) {
    return agents.find(id, 0).orElseThrow().agent();
  }

  private Optional<String> lastError(AgentId id) {
    return agent(id).lastError();
  }

  private List<String> log(AgentId id) {
    return agents.find(id, 1_000).orElseThrow().logs().stream().map(LogEntry::message).toList();
  }

  private static List<String> participants(Analysis analysis) {
    return analysis.counts().participants().stream().map(Participant::name).toList();
  }

  private List<Boolean> completes(AgentId id) {
    List<Boolean> completes = new ArrayList<>();
    for (StoredEvent event : store.events(id, EnumSet.of(EventType.ANALYSIS), 0, 1_000)) {
      if (EventReader.read(event.json()).data() instanceof EventData.AnalysisChanged changed) {
        completes.add(changed.complete());
      }
    }
    return completes;
  }

  private AgentRegistry registry(LlmClientFactory llms) {
    return new AgentRegistry(
        new AgentServices(
            meetings,
            llms,
            failing(),
            Settings.defaults().with(new AnalysisSettings(20, Duration.ofSeconds(30))),
            clock,
            clock::nanoTime));
  }

  /** The store, which says that it fails when the test wants it to. */
  private Store failing() {
    return (Store)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) ->
                method.getName().equals("trouble")
                    ? storeTrouble
                    : method.invoke(store, arguments));
  }
}
