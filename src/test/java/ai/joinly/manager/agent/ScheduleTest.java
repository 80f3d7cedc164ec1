package ai.joinly.manager.agent;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.agent.FakeMeetings.FakeSession;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.JoinTime;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.json.ConfigPatch;
import ai.joinly.manager.json.Json;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.store.MemoryStore;
import ai.joinly.manager.store.Store;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Agents that come at a time, and changes of their configuration. */
class ScheduleTest {
  private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
  private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

  private final TestClock clock = new TestClock(NOW);
  private final FakeMeetings meetings = new FakeMeetings();
  private final FakeLlm llm = new FakeLlm();
  private final Store store = new MemoryStore(event -> {});
  private volatile Optional<InvalidFieldsException> llmFails = Optional.empty();
  private AgentRegistry agents = registry();

  private AgentRegistry registry() {
    return new AgentRegistry(
        new AgentServices(meetings, this::llm, store, Settings.defaults(), clock, clock::nanoTime));
  }

  private LlmClient llm(AgentConfig config) {
    if (llmFails.isPresent()) {
      throw llmFails.get();
    }
    return llm;
  }

  @AfterEach
  void close() throws InterruptedException {
    agents.close(Duration.ofSeconds(5));
  }

  private static AgentConfig at(Instant time) {
    return AgentConfig.builder("Joe", "https://meet.google.com/abc-defg-hij")
        .joinTime(Optional.of(new JoinTime(time, Optional.empty())))
        .build();
  }

  private AgentId create(AgentConfig config) throws AgentRefusedException {
    return agents.create(config).agent().id();
  }

  private Agent agent(AgentId id) {
    return agents.find(id, 0).orElseThrow().agent();
  }

  private List<String> log(AgentId id) {
    return agents.find(id, 100).orElseThrow().logs().stream().map(LogEntry::message).toList();
  }

  private void change(AgentId id, String json) throws Exception {
    agents.change(id, ConfigPatch.read((ObjectNode) Json.mapper().readTree(json)));
  }

  private void passTo(AgentId id, Instant moment) throws InterruptedException {
    clock.advanceTo(moment);
    poke(id);
  }

  /** The worker looks at its clocks after each command; the second waits for that. */
  private void poke(AgentId id) throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      try {
        agents.participants(id);
      } catch (AgentRefusedException e) {
        // It is in no meeting.
      }
    }
  }

  private void awaitConnected(AgentId id) {
    eventually("it is connected", () -> agent(id).status() == AgentStatus.RUNNING);
  }

  private void awaitJoined(AgentId id) {
    eventually("it has joined", () -> agent(id).meetingStatus() == MeetingStatus.JOINED);
  }

  @Test
  void anAgentStartsEarlyAndJoinsInTime() throws Exception {
    AgentId id = create(at(TEN));
    assertEquals(Optional.of(TEN), agent(id).scheduledAt());
    passTo(id, TEN.minusSeconds(61));
    assertEquals(AgentStatus.CREATED, agent(id).status());
    assertEquals(0, meetings.attempts.get());
    passTo(id, TEN.minusSeconds(60));
    awaitConnected(id);
    assertEquals(Optional.empty(), agent(id).scheduledAt());
    passTo(id, TEN.minusMillis(1));
    assertEquals(MeetingStatus.NOT_JOINED, agent(id).meetingStatus());
    passTo(id, TEN);
    awaitJoined(id);
    assertEquals(1, meetings.attempts.get());
    agents.stop(id);
    passTo(id, TEN.plusSeconds(3_600));
    assertEquals(AgentStatus.STOPPED, agent(id).status(), "it comes once");
    assertTrue(agents.start(id), "until an operator starts it");
    awaitJoined(id);
  }

  @Test
  void aSessionThatIsLostBeforeTheJoinIsReplaced() throws Exception {
    AgentId id = create(at(TEN));
    passTo(id, TEN.minusSeconds(60));
    FakeSession first = meetings.next();
    awaitConnected(id);
    first.listener.onLost("The session was lost.");
    FakeSession second = meetings.next();
    assertEquals(1, second.joined.getCount());
    passTo(id, TEN);
    awaitJoined(id);
    assertTrue(first.ended);
  }

  @Test
  void aServerThatStartsSlowlyIsJoinedOnceItIsThere() throws Exception {
    meetings.openGate = new CountDownLatch(1);
    AgentId id = create(at(TEN));
    passTo(id, TEN.minusSeconds(60));
    eventually("it tries", () -> meetings.attempts.get() == 1);
    passTo(id, TEN.plusSeconds(30));
    assertEquals(AgentStatus.STARTING, agent(id).status());
    meetings.openGate.countDown();
    awaitJoined(id);
  }

  @Test
  void aTimeThatIsSetBackOrForwardDoesNotConfuseIt() throws Exception {
    AgentId id = create(at(TEN));
    passTo(id, TEN.minusSeconds(60));
    awaitConnected(id);
    clock.set(Duration.ofMinutes(-30));
    poke(id);
    assertEquals(MeetingStatus.NOT_JOINED, agent(id).meetingStatus());
    clock.set(Duration.ofMinutes(31));
    poke(id);
    awaitJoined(id);
  }

  @Test
  void whatCannotStartIsTriedAgainUntilTheMeetingIsOver() throws Exception {
    AgentId[] others = new AgentId[Settings.defaults().agents().maxActive()];
    for (int i = 0; i < others.length; i++) {
      others[i] = create(AgentConfig.of("Ada", "https://meet.google.com/abc-defg-hij"));
    }
    AgentId first = create(at(TEN));
    AgentId second = create(at(TEN));
    passTo(first, TEN);
    passTo(second, TEN);
    assertEquals(AgentStatus.CREATED, agent(first).status());
    assertTrue(log(first).getLast().contains("(MAX_AGENTS)"), log(first).toString());
    agents.stop(others[0]);
    passTo(first, TEN.plusSeconds(4));
    assertEquals(AgentStatus.CREATED, agent(first).status(), "it is tried every 5 s");
    passTo(first, TEN.plusSeconds(5));
    awaitJoined(first);
    passTo(second, TEN.plusSeconds(3_599));
    assertEquals(2, log(second).size(), "the same reason is logged once");
    passTo(second, TEN.plusSeconds(3_600));
    assertEquals(AgentStatus.ERROR, agent(second).status());
    String why = agent(second).errorMessage().orElseThrow();
    assertTrue(
        why.startsWith(
            "The agent was to join its meeting at 2026-03-01T10:00:00Z, and could not until"
                + " 2026-03-01T11:00:00Z: "),
        why);
    assertTrue(why.contains("MAX_AGENTS"), why);
  }

  @Test
  void aModelThatIsMissingEndsTheAgentWithTheReason() throws Exception {
    AgentId id = create(at(TEN));
    llmFails =
        Optional.of(
            new InvalidFieldsException(List.of(new FieldError("llm_provider", "has no key"))));
    assertThrows(InvalidFieldsException.class, () -> create(at(TEN)), "refused at once");
    passTo(id, TEN);
    assertEquals(AgentStatus.ERROR, agent(id).status());
    assertEquals(
        Optional.of("The agent could not be started: llm_provider has no key"),
        agent(id).errorMessage());
    llmFails = Optional.empty();
    assertTrue(agents.start(id));
    awaitJoined(id);
  }

  @Test
  void aTimeThatIsOverOrFarAheadIsRefused() throws Exception {
    assertRefused(at(NOW.minusSeconds(3_600)), "join_at must not be more than an hour ago");
    assertRefused(at(NOW.plus(Duration.ofDays(367))), "join_at must be within the next 366 days");
    JoinTime over = new JoinTime(NOW.minusSeconds(60), Optional.of(NOW));
    assertRefused(
        at(TEN).toBuilder().joinTime(Optional.of(over)).build(),
        "join_until must be in the future");
    AgentId late = create(at(NOW.minusSeconds(3_599)));
    awaitJoined(late);
    AgentId id = create(at(TEN));
    InvalidFieldsException refused =
        assertThrows(
            InvalidFieldsException.class,
            () -> change(id, "{\"join_at\":\"2026-03-01T07:00:00Z\"}"));
    assertTrue(refused.getMessage().contains("join_at"), refused.getMessage());
    assertEquals(Optional.of(TEN), agent(id).scheduledAt());
  }

  private void assertRefused(AgentConfig config, String why) {
    InvalidFieldsException refused =
        assertThrows(InvalidFieldsException.class, () -> create(config));
    assertTrue(refused.getMessage().startsWith(why), refused.getMessage());
  }

  @Test
  void aShutdownStartsNoMeeting() throws Exception {
    AgentId id = create(at(TEN));
    agents.close(Duration.ofSeconds(5));
    passTo(id, TEN);
    assertEquals(AgentStatus.CREATED, agent(id).status());
    assertEquals(0, meetings.attempts.get());
    agents = registry();
    agents.restore();
    awaitJoined(id);
  }

  @Test
  void changesAreKept() throws Exception {
    AgentId id = create(at(TEN));
    change(
        id,
        "{\"name\":\"Jim\",\"join_at\":\"2026-03-01T11:00:00Z\",\"custom_prompt\":\"Be kind.\"}");
    assertEquals("Jim", agent(id).kept().name());
    assertEquals("Changed by an operator: name, join_at, custom_prompt", log(id).getLast());
    agents.detach(Duration.ofSeconds(5));
    agents = registry();
    agents.restore();
    assertEquals(Optional.of(TEN.plusSeconds(3_600)), agent(id).scheduledAt());
    assertEquals(Optional.of("Be kind."), agent(id).config().prompt().customPrompt());
    passTo(id, TEN);
    assertEquals(AgentStatus.CREATED, agent(id).status());
    passTo(id, TEN.plusSeconds(3_600));
    awaitJoined(id);
  }

  @Test
  void whatCannotChangeInAMeetingIsRefusedByName() throws Exception {
    AgentId id = create(AgentConfig.of("Joe", "https://meet.google.com/abc-defg-hij"));
    awaitJoined(id);
    assertUnchangeable(
        id,
        "{\"name\":\"Jim\",\"name_trigger\":true}",
        "name cannot change while the agent is in its meeting; stop it first");
    assertUnchangeable(
        id,
        "{\"join_at\":null,\"join_until\":null}",
        "join_at and join_until cannot change once the agent was started; create another one");
    assertUnchangeable(
        id,
        "{\"language\":\"de\",\"chat\":true,\"name\":\"Jim\"}",
        "language and chat cannot change after the creation of an agent; create another one");
    assertFalse(agent(id).config().nameTrigger(), "nothing of it has changed");
    agents.stop(id);
    change(id, "{\"name\":\"Jim\"}");
    assertEquals("Jim", agent(id).kept().name());
  }

  private void assertUnchangeable(AgentId id, String json, String why) {
    AgentRefusedException refused =
        assertThrows(AgentRefusedException.class, () -> change(id, json));
    assertEquals(Reason.NOT_CHANGEABLE, refused.reason());
    assertEquals(why, refused.userMessage());
  }

  @Test
  void promptsAndTriggersChangeInTheMeeting() throws Exception {
    AgentId id =
        create(
            AgentConfig.builder("Joe", "https://meet.google.com/abc-defg-hij")
                .nameTrigger(true)
                .build());
    FakeSession session = meetings.next();
    awaitJoined(id);
    AgentFixture.hear(session, "Ada", "Joe, hello?");
    assertFalse(llm.next().systemPrompt().contains("Speak in rhymes."));
    llm.answer("end_turn");
    change(
        id,
        """
        {"custom_prompt":"Speak in rhymes.","name_trigger":false,"follow_up_seconds":0}\
        """);
    AgentFixture.hear(session, "Bob", "How are you?");
    var request = llm.next();
    assertTrue(request.systemPrompt().contains("Speak in rhymes."), request.systemPrompt());
    assertEquals("Bob: How are you?", FakeLlm.lastUser(request));
    llm.answer("end_turn");
  }

  @Test
  void anUnknownAgentCannotChange() {
    AgentRefusedException refused =
        assertThrows(
            AgentRefusedException.class, () -> change(AgentId.of(9), "{\"name\":\"Jim\"}"));
    assertEquals(Reason.UNKNOWN_AGENT, refused.reason());
  }
}
