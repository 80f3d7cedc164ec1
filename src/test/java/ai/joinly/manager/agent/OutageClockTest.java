package ai.joinly.manager.agent;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.FakeMeetings.FakeSession;
import ai.joinly.manager.config.JoinlySettings;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.store.MemoryStore;
import ai.joinly.manager.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Outages in a time that the test lets pass, with a time of day that it sets. */
class OutageClockTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration GIVE_UP = JoinlySettings.defaults().giveUpAfter();

  private final FakeMeetings meetings = new FakeMeetings();
  private final TestClock clock = new TestClock(Instant.parse("2026-03-01T09:00:00Z"));
  private final FakeLlm llm = new FakeLlm();
  private final Store store = new MemoryStore(event -> {});
  private AgentRegistry agents = registry();

  private AgentRegistry registry() {
    return new AgentRegistry(
        new AgentServices(
            meetings, config -> llm, store, Settings.defaults(), clock, clock::nanoTime));
  }

  @AfterEach
  void close() throws InterruptedException {
    agents.close(Duration.ofSeconds(5));
  }

  private AgentId create() throws AgentRefusedException {
    return agents
        .create(AgentConfig.builder("Joe", "https://meet.google.com/abc-defg-hij").build())
        .agent()
        .id();
  }

  private Agent agent(AgentId id) {
    return agents.find(id, 0).orElseThrow().agent();
  }

  private FakeSession joined(AgentId id) throws InterruptedException {
    FakeSession session = meetings.next();
    eventually("joined", () -> agent(id).meetingStatus() == MeetingStatus.JOINED);
    return session;
  }

  /** Lets a second pass; the worker looks at its clock after each message. */
  private void pass(AgentId id) throws Exception {
    clock.advance(SECOND);
    poke(id);
    poke(id);
  }

  private void poke(AgentId id) throws InterruptedException {
    try {
      agents.join(id);
    } catch (AgentRefusedException e) {
      // It is in its meeting, or tries to be.
    }
  }

  private Optional<FakeSession> next() throws InterruptedException {
    return Optional.ofNullable(meetings.opened.poll(10, TimeUnit.MILLISECONDS));
  }

  /** Lets time pass until the agent is in its meeting again. */
  private FakeSession reopened(AgentId id) throws Exception {
    for (int second = 0; second < 60; second++) {
      pass(id);
      Optional<FakeSession> session = next();
      if (session.isPresent()) {
        eventually("joined", () -> agent(id).meetingStatus() == MeetingStatus.JOINED);
        return session.get();
      }
    }
    throw new AssertionError("no session was opened within a minute");
  }

  /** Whether the agent has given up. */
  private boolean isOver(AgentId id) {
    return agent(id).status() == AgentStatus.ERROR;
  }

  private void lose(AgentId id, FakeSession session, boolean heard) {
    if (heard) {
      session.listener.onReading();
    }
    session.listener.onLost("The session was lost.");
    eventually(
        "it is told", () -> agent(id).meetingStatus() == MeetingStatus.REJOINING || session.ended);
  }

  @Test
  void sessionsThatAreLostAtOnceAreReplacedEverMoreRarely() throws Exception {
    for (boolean heard : new boolean[] {false, true}) {
      AgentId id = create();
      lose(id, joined(id), heard);
      int rejoins = 0;
      for (int second = 0; second < 120; second++) {
        pass(id);
        Optional<FakeSession> session = next();
        if (session.isPresent()) {
          rejoins++;
          eventually("joined", () -> agent(id).meetingStatus() == MeetingStatus.JOINED);
          if (rejoins > 1 || !heard) {
            assertEquals(Optional.of("The session was lost."), agent(id).lastError());
          }
          lose(id, session.get(), heard);
        }
      }
      assertTrue(rejoins >= 5 && rejoins <= 14, rejoins + " rejoins");
      agents.delete(id);
    }
  }

  @Test
  void sessionsThatDoNotLastAreGivenUpInTheEnd() throws Exception {
    AgentId id = create();
    lose(id, joined(id), true);
    for (int second = 0; second < GIVE_UP.toSeconds() + 60 && !isOver(id); second++) {
      clock.advance(SECOND.multipliedBy(9));
      pass(id);
      Optional<FakeSession> session = next();
      if (session.isPresent()) {
        eventually("joined", () -> agent(id).meetingStatus() == MeetingStatus.JOINED);
        lose(id, session.get(), true);
      }
    }
    assertTrue(isOver(id));
    String why = agent(id).errorMessage().orElseThrow();
    assertTrue(why.contains("without a session that lasts"), why);
  }

  @Test
  void aSessionThatLastsEndsTheOutage() throws Exception {
    AgentId id = create();
    FakeSession session = joined(id);
    for (int i = 0; i < 3; i++) {
      lose(id, session, true);
      session = reopened(id);
    }
    session.listener.onReading();
    for (int second = 0; second < 59; second++) {
      pass(id);
    }
    assertTrue(agent(id).lastError().isPresent(), "not yet");
    pass(id);
    pass(id);
    assertEquals(Optional.empty(), agent(id).lastError());
    lose(id, session, true);
    joined(id); // at once again
  }

  @Test
  void aTroubleWithinASessionEndsWithIt() throws Exception {
    AgentId id = create();
    FakeSession session = joined(id);
    for (int i = 0; i < 200; i++) {
      session.listener.onTrouble("It does not answer.");
      eventually("shown", () -> agent(id).lastError().isPresent());
      clock.advance(Duration.ofSeconds(10));
      session.listener.onRecovered();
      eventually("over", () -> agent(id).lastError().isEmpty());
    }
    assertEquals(AgentStatus.RUNNING, agent(id).status());
  }

  @Test
  void aClockThatIsSetBackHoldsNothingUp() throws Exception {
    AgentId id = create();
    FakeSession session = joined(id);
    meetings.openFails =
        Optional.of(
            new MeetingException(MeetingException.Category.UNREACHABLE, "Nobody is there."));
    int before = meetings.attempts.get();
    lose(id, session, true);
    eventually("it tries", () -> meetings.attempts.get() > before);
    clock.set(Duration.ofHours(-5));
    int now = meetings.attempts.get();
    for (int second = 0; second < 10; second++) {
      pass(id);
    }
    eventually("it tries again", () -> meetings.attempts.get() > now);
    meetings.openFails = Optional.empty();
    for (int second = 0; second < 10; second++) {
      pass(id);
    }
    joined(id);
  }

  @Test
  void aClockThatIsSetForwardGivesNothingUp() throws Exception {
    AgentId id = create();
    FakeSession session = joined(id);
    meetings.openFails =
        Optional.of(
            new MeetingException(MeetingException.Category.UNREACHABLE, "Nobody is there."));
    lose(id, session, true);
    clock.set(Duration.ofDays(400));
    pass(id);
    pass(id);
    assertEquals(AgentStatus.RUNNING, agent(id).status());
    clock.advance(GIVE_UP);
    pass(id);
    eventually("given up", () -> isOver(id));
  }

  @Test
  void aClockThatIsSetForwardBetweenTwoProcessesSilencesNoAgent() throws Exception {
    AgentId id = create();
    joined(id);
    agents.detach(Duration.ofSeconds(5));
    clock.set(Duration.ofHours(5));
    agents = registry();
    agents.restore();
    FakeSession session = joined(id);
    eventually(
        "it is back",
        () ->
            agents.find(id, 100).orElseThrow().logs().stream()
                .anyMatch(line -> line.message().startsWith("Resumed the session")));
    poke(id); // after which it is in its meeting
    clock.advance(Duration.ofMinutes(1));
    poke(id);
    AgentFixture.hear(session, "Ada", "Hello Joe?");
    assertEquals("Ada: Hello Joe?", FakeLlm.lastUser(llm.next()));
  }
}
