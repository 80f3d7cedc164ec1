package ai.joinly.manager.agent;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.agent.FakeMeetings.FakeSession;
import ai.joinly.manager.config.JoinlySettings;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.store.MemoryStore;
import ai.joinly.manager.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentRegistryTest {
  private final FakeMeetings meetings = new FakeMeetings();
  private final FakeLlm llm = new FakeLlm();
  private final EventHub events = new EventHub();
  private final Store store = new MemoryStore(events::publish);
  private final AgentRegistry agents = registry(3, Duration.ofMillis(400));

  @AfterEach
  void close() throws InterruptedException {
    agents.close(Duration.ofSeconds(5));
  }

  @Test
  void anAgentJoinsHearsAndAnswers() throws Exception {
    AgentId id = create(true);
    FakeSession session = joined(id);
    hear(session, "Ada", "Hello Joe, how are you?");
    LlmRequest request = llm.next();
    assertEquals("Ada: Hello Joe, how are you?", FakeLlm.lastUser(request));
    assertTrue(request.tools().stream().noneMatch(t -> t.name().equals("join_meeting")));
    assertTrue(request.tools().stream().anyMatch(t -> t.name().equals("end_turn")));
    llm.answer("speak_text {\"text\":\"Fine, thanks.\"}", "end_turn");
    eventually("it spoke", () -> log(id).contains("Said: Fine, thanks."));
    assertTrue(log(id).contains("Ada: Hello Joe, how are you?"));
    hear(session, "Ada", "Good for you.");
    List<ChatMessage> history = llm.next().messages();
    assertEquals(5, history.size());
    assertEquals("Finished speaking.", ((ToolResult) history.get(2)).text());
  }

  @Test
  void newSpeechAbortsAThoughtAndTheNextTurnCoversAll() throws Exception {
    AgentId id = create(true);
    FakeSession session = joined(id);
    hear(session, "Ada", "What is");
    llm.next();
    hear(session, "Ada", "the time?");
    LlmRequest second = llm.next();
    assertEquals(1, llm.aborted.get());
    assertEquals(
        List.of("Ada: What is", "Ada: the time?"),
        second.messages().stream().map(m -> ((ChatMessage.User) m).text()).toList());
    llm.answer("end_turn");
    eventually("the turn ended", () -> llm.answers.isEmpty());
    assertTrue(session.calls.isEmpty());
  }

  @Test
  void anInterruptedSpeechStaysInTheHistoryAsItWasHeard() throws Exception {
    AgentId id = create(true);
    FakeSession session = joined(id);
    session.speechesWait = true;
    hear(session, "Ada", "Tell me all.");
    llm.next();
    llm.answer("speak_text {\"text\":\"One two three.\"}", "speak_text {\"text\":\"Four.\"}");
    CompletableFuture<String> speech = session.speeches.poll(10, TimeUnit.SECONDS);
    speech.complete("Interrupted by detected speech. Spoken until now: \"One two...\"");
    eventually(
        "the turn is over", () -> !store.events(id, EnumSet.of(EventType.TURN), 0, 1).isEmpty());
    hear(session, "Ada", "Stop please.");
    LlmRequest next = llm.next();
    List<ToolResult> results =
        next.messages().stream()
            .filter(ToolResult.class::isInstance)
            .map(ToolResult.class::cast)
            .toList();
    assertEquals(
        "Someone spoke over you. People heard: \"One two\" They did not hear: \"three.\"",
        results.get(0).text());
    assertTrue(results.get(1).text().startsWith("Not done"));
    assertEquals("Ada: Stop please.", FakeLlm.lastUser(next));
    assertEquals(1, session.calls.size());
    assertTrue(log(id).contains("Was interrupted after saying: One two"));
    assertEquals(0, llm.aborted.get());
  }

  @Test
  void toolsRunBesideWhatIsSaidAndLeavingComesLast() throws Exception {
    AgentId id = create(true);
    FakeSession session = joined(id);
    hear(session, "Ada", "Say goodbye and leave.");
    llm.next();
    llm.answer(
        "leave_meeting",
        "speak_text {\"text\":\"Bye.\"}",
        "get_participants",
        "send_chat_message {\"message\":\"Bye!\"}");
    eventually(
        "it stopped", () -> agents.find(id, 0).get().agent().status() == AgentStatus.STOPPED);
    assertTrue(session.ended);
    assertEquals(
        List.of("speak_text {\"text\":\"Bye.\"}", "send_chat_message {\"message\":\"Bye!\"}"),
        session.calls);
    assertTrue(log(id).stream().anyMatch(l -> l.contains("the language model decided")));
    assertEquals(MeetingStatus.LEFT, agents.find(id, 0).get().agent().meetingStatus());
  }

  @Test
  void aBrokenModelNeverEndsTheAgent() throws Exception {
    AgentId id = create(true);
    FakeSession session = joined(id);
    hear(session, "Ada", "One.");
    llm.next();
    llm.answers.add(new LlmException(LlmException.Category.KEY_REFUSED, "The key was refused."));
    eventually("it says so", () -> log(id).contains("The key was refused."));
    hear(session, "Ada", "Two.");
    assertEquals("Ada: Two.", FakeLlm.lastUser(llm.next()));
    assertEquals(AgentStatus.RUNNING, agents.find(id, 0).get().agent().status());
  }

  @Test
  void aLostSessionIsReplacedOnlyOnceTheOldOneHasEnded() throws Exception {
    AgentId id = create(true);
    FakeSession first = joined(id);
    first.listener.onLost("The session was lost.");
    FakeSession second = joined(id);
    assertTrue(first.ended);
    assertEquals(1, meetings.mostOpen.get());
    hear(first, "Ghost", "Old words.");
    hear(second, "Ada", "Still there?");
    assertEquals("Ada: Still there?", FakeLlm.lastUser(llm.next()));
  }

  @Test
  void anAgentGivesUpAfterAWhileAndSaysWhy() throws Exception {
    AgentId id = create(true);
    FakeSession session = joined(id);
    meetings.openFails =
        Optional.of(
            new MeetingException(MeetingException.Category.UNREACHABLE, "Nobody is there."));
    session.listener.onLost("The session was lost.");
    eventually("it gave up", () -> agents.find(id, 0).get().agent().status() == AgentStatus.ERROR);
    assertTrue(agents.find(id, 0).get().agent().errorMessage().get().contains("Nobody is there."));
    meetings.openFails = Optional.empty();
    eventually("all is cleaned up", () -> starts(id));
    joined(id);
  }

  @Test
  void aRefusedJoinIsAnErrorAtOnceWithTheReason() throws Exception {
    meetings.joinFails =
        Optional.of(new MeetingException(MeetingException.Category.REFUSED, "Not today."));
    AgentId id = create(true);
    eventually("it failed", () -> agents.find(id, 0).get().agent().status() == AgentStatus.ERROR);
    assertTrue(agents.find(id, 0).get().agent().errorMessage().get().endsWith("Not today."));
    FakeSession session = meetings.next();
    eventually("the session is ended", () -> session.ended);
  }

  @Test
  void aSlowStartOrJoinDelaysNeitherStopNorDelete() throws Exception {
    meetings.openGate = new CountDownLatch(1);
    AgentId starting = create(true);
    eventually("it tries", () -> meetings.attempts.get() == 1);
    agents.stop(starting);
    assertEquals(AgentStatus.STOPPED, agents.find(starting, 0).get().agent().status());
    meetings.openGate = new CountDownLatch(0);
    meetings.joinGate = new CountDownLatch(1);
    AgentId joining = create(true);
    FakeSession session = meetings.next();
    agents.delete(joining);
    assertTrue(session.ended);
    assertTrue(agents.find(joining, 0).isEmpty());
    assertEquals(0, meetings.open.get());
  }

  @Test
  void whoIsNotConnectedCannotJoinThoughItIsToJoinByItself() throws Exception {
    meetings.openGate = new CountDownLatch(1);
    AgentId id = create(true);
    eventually("it tries", () -> meetings.attempts.get() == 1);
    assertEquals(Reason.NOT_CONNECTED, refusal(() -> agents.join(id)));
    meetings.openGate.countDown();
    assertTrue(meetings.next().joined.await(10, TimeUnit.SECONDS));
  }

  @Test
  void aStartThatBreaksDownIsTriedAgainAndThenGivenUp() throws Exception {
    meetings.openBreaksDown = true;
    AgentId id = create(true);
    eventually("given up", () -> agents.find(id, 0).get().agent().status() == AgentStatus.ERROR);
    assertTrue(meetings.attempts.get() >= 2);
    String why = agents.find(id, 0).get().agent().errorMessage().orElseThrow();
    assertTrue(why.contains("see the manager's log"), why);
    assertTrue(why.startsWith("Gave up after ") && !why.contains("No session"), why);
    meetings.openBreaksDown = false;
    agents.start(id);
    assertTrue(meetings.next().joined.await(10, TimeUnit.SECONDS));
  }

  @Test
  void refusalsNameTheirReason() throws Exception {
    assertEquals(Reason.UNKNOWN_AGENT, refusal(() -> agents.stop(AgentId.of(1))));
    assertEquals(
        "There is no agent with this id",
        assertThrows(AgentRefusedException.class, () -> agents.join(AgentId.of(1))).userMessage());
    AgentId id = create(false);
    assertEquals(Reason.NOT_RUNNING, refusal(() -> agents.join(id)));
    assertTrue(agents.start(id));
    FakeSession session = meetings.next();
    eventually("running", () -> agents.find(id, 0).get().agent().status() == AgentStatus.RUNNING);
    assertEquals(1, session.joined.getCount());
    assertFalse(agents.start(id));
    agents.join(id);
    assertTrue(session.joined.await(10, TimeUnit.SECONDS));
    assertEquals(Reason.ALREADY_JOINED, refusal(() -> agents.join(id)));
    assertTrue(agents.stop(id));
    assertFalse(agents.stop(id));
    agents.delete(id);
    assertEquals(Reason.UNKNOWN_AGENT, refusal(() -> agents.delete(id)));
  }

  @Test
  void noMoreAreActiveThanAllowedAndARefusedOneIsNotKept() throws Exception {
    AgentId first = create(true);
    create(true);
    create(true);
    assertEquals(Reason.CAPACITY_REACHED, refusal(() -> create(true)));
    assertEquals(3, agents.list(0).size());
    AgentId idle = create(false);
    assertEquals(Reason.CAPACITY_REACHED, refusal(() -> agents.start(idle)));
    agents.stop(first);
    agents.start(idle);
  }

  @Test
  void aModelThatCannotBeHadIsToldBeforeAnythingIsCreated() {
    AgentRegistry keyless =
        new AgentRegistry(
            services(
                3,
                Duration.ofSeconds(1),
                config -> {
                  throw new InvalidFieldsException(
                      List.of(new FieldError("llm_provider", "needs OPENAI_API_KEY")));
                }));
    assertThrows(InvalidFieldsException.class, () -> keyless.create(config(true)));
    assertTrue(keyless.list(0).isEmpty());
  }

  @Test
  void anUnconfirmedLeaveIsLimitedAndTold() throws Exception {
    AgentId id = create(true);
    FakeSession session = joined(id);
    session.endConfirmed = false;
    agents.stop(id);
    assertEquals(AgentStatus.STOPPED, agents.find(id, 0).get().agent().status());
    assertTrue(log(id).stream().anyMatch(l -> l.contains("has not confirmed")));
    agents.start(id);
    eventually(
        "it waits for the end of the old session",
        () -> log(id).stream().anyMatch(l -> l.contains("former session")));
    assertEquals(1, meetings.attempts.get());
    session.endConfirmed = true;
    joined(id);
  }

  @Test
  void withANameTriggerOnlyTheNameStartsATurnAndTheRestIsHandedOver() throws Exception {
    AgentId id = agents.create(config(true).toBuilder().nameTrigger(true).build()).agent().id();
    FakeSession session = joined(id);
    hear(session, "Ada", "The budget is ten thousand.");
    hear(session, "Bob", "What do you think, JOE?");
    assertEquals(
        "Ada: The budget is ten thousand.\nBob: What do you think, JOE?",
        FakeLlm.lastUser(llm.next()));
    hear(session, "Ada", "Nobody asked.");
    llm.answer("end_turn");
    eventually("heard", () -> log(id).contains("Ada: Nobody asked."));
    assertEquals(0, llm.aborted.get());
  }

  @Test
  void closingStopsAllAndLetsNobodyIn() throws Exception {
    FakeSession a = joined(create(true));
    FakeSession b = joined(create(true));
    assertTrue(agents.close(Duration.ofSeconds(5)));
    assertTrue(a.ended && b.ended);
    assertEquals(Reason.SHUTTING_DOWN, refusal(() -> create(true)));
    assertFalse(agents.list(0).isEmpty());
  }

  private boolean starts(AgentId id) {
    try {
      agents.start(id);
      return true;
    } catch (AgentRefusedException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private AgentId create(boolean autoJoin) throws AgentRefusedException {
    return agents.create(config(autoJoin)).agent().id();
  }

  private FakeSession joined(AgentId id) throws InterruptedException {
    FakeSession session = meetings.next();
    eventually(
        "joined", () -> agents.find(id, 0).get().agent().meetingStatus() == MeetingStatus.JOINED);
    return session;
  }

  private static void hear(FakeSession session, String speaker, String text) {
    List<Segment> segments =
        List.of(new Segment(text, 1, 2, Optional.of(speaker), Role.PARTICIPANT));
    session.listener.onSegments(segments);
    session.listener.onUtterance(segments);
  }

  private List<String> log(AgentId id) {
    return agents.find(id, 1000).get().logs().stream().map(LogEntry::message).toList();
  }

  private interface Step {
    void run() throws Exception;
  }

  private static Reason refusal(Step step) {
    return assertThrows(AgentRefusedException.class, step::run).reason();
  }

  private static AgentConfig config(boolean autoJoin) {
    return AgentConfig.builder("Joe", "https://meet.google.com/abc-defg-hij")
        .autoJoin(autoJoin)
        .build();
  }

  private AgentRegistry registry(int maxActive, Duration patience) {
    return new AgentRegistry(services(maxActive, patience, config -> llm));
  }

  private AgentServices services(
      int maxActive, Duration patience, ai.joinly.manager.llm.LlmClientFactory llms) {
    Settings defaults = Settings.defaults();
    JoinlySettings j = defaults.joinly();
    return new AgentServices(
        meetings,
        llms,
        store,
        defaults
            .with(
                new Settings.Agents(
                    maxActive,
                    100,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(50),
                    defaults.agents().timezone(),
                    defaults.agents().turns()))
            .with(
                new JoinlySettings(
                    j.url(),
                    patience,
                    patience,
                    j.queueTimeout(),
                    j.startTimeout(),
                    j.joinTimeout(),
                    j.requestTimeout(),
                    j.toolTimeout(),
                    j.speechTimeout(),
                    j.streamIdle(),
                    j.pollFastest(),
                    j.pollSlowest(),
                    false,
                    j.maxResponseBytes())),
        Clock.systemUTC());
  }
}
