package ai.joinly.manager.agent.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.AgentFixture;
import ai.joinly.manager.agent.AgentRecorder;
import ai.joinly.manager.agent.AgentServices;
import ai.joinly.manager.agent.Capacity;
import ai.joinly.manager.agent.FakeLlm;
import ai.joinly.manager.agent.FakeMeetings;
import ai.joinly.manager.agent.RejoinPermit;
import ai.joinly.manager.agent.StateTables;
import ai.joinly.manager.agent.session.ConnectionState.Active;
import ai.joinly.manager.agent.session.ConnectionState.Connected;
import ai.joinly.manager.agent.session.ConnectionState.Gone;
import ai.joinly.manager.agent.session.ConnectionState.Idle;
import ai.joinly.manager.agent.session.ConnectionState.InMeeting;
import ai.joinly.manager.agent.session.ConnectionState.Joining;
import ai.joinly.manager.agent.session.ConnectionState.Leaving;
import ai.joinly.manager.agent.session.ConnectionState.Opening;
import ai.joinly.manager.agent.session.ConnectionState.Reconnecting;
import ai.joinly.manager.agent.worker.SerialExecutor;
import ai.joinly.manager.agent.worker.TaskScope;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.MemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The transitions between the states of a connection, and what each of them releases. */
class ConnectionStateTest {
  private static final AgentId ID = AgentId.of(1);

  private final MemoryStore store = new MemoryStore(event -> {});
  private final SerialExecutor executor = new SerialExecutor(ID);
  private final Capacity capacity = new Capacity(1, 1);
  private final Semaphore rejoins = new Semaphore(1);
  private final TaskScope scope = executor.newScope();
  private final RejoinPermit permit = new RejoinPermit(rejoins);
  private final AgentRecorder journal = journal();

  private AgentRecorder journal() {
    Agent agent = Agent.created(ID, AgentFixture.config(), Instant.EPOCH);
    store.write(new Change.AgentCreated(agent, 1));
    return new AgentRecorder(
        agent,
        new AgentServices(
            new FakeMeetings(),
            config -> new FakeLlm(),
            store,
            Settings.defaults(),
            Clock.systemUTC(),
            System::nanoTime));
  }

  private static final class Session implements MeetingSession {
    @Override
    public String id() {
      return "session";
    }

    @Override
    public List<ToolDescription> tools() {
      return List.of();
    }

    @Override
    public void join() {}

    @Override
    public ToolOutcome call(String tool, String arguments) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean end(Duration limit) {
      return true;
    }

    @Override
    public void detach() {}
  }

  private List<ConnectionState> all() {
    MeetingSession session = new Session();
    Thread task = Thread.ofVirtual().unstarted(() -> {});
    return List.of(
        new Idle(),
        new Opening(scope, task, true, Optional.empty(), permit),
        new Reconnecting(Instant.EPOCH, true, Optional.empty(), permit),
        new Connected(session, scope),
        new Joining(session, scope, task, permit),
        new InMeeting(session, scope, Instant.EPOCH),
        new Leaving(scope, Instant.EPOCH, Instant.EPOCH, false, List.of()),
        new Gone());
  }

  private <T extends ConnectionState> T state(Class<T> type) {
    return all().stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  private static String name(Class<?> type) {
    return type.getSimpleName();
  }

  /** A connection in {@code state}; the way there is not checked. */
  private Connection in(ConnectionState state) {
    Connection connection = new Connection(capacity, journal);
    for (Class<? extends ConnectionState> step : way(state.getClass())) {
      connection.become(step.isInstance(state) ? state : state(step));
    }
    return connection;
  }

  private static List<Class<? extends ConnectionState>> way(Class<?> to) {
    List<Class<? extends ConnectionState>> way = new ArrayList<>();
    if (to != Idle.class) {
      if (to == Reconnecting.class
          || to == Connected.class
          || to == Joining.class
          || to == InMeeting.class) {
        way.add(Opening.class);
      }
      way.add(to.asSubclass(ConnectionState.class));
    }
    return way;
  }

  @Test
  void theTableInTheDocumentationListsTheTransitions() throws Exception {
    Map<String, Set<String>> coded =
        all().stream()
            .collect(
                Collectors.toMap(
                    state -> name(state.getClass()),
                    state ->
                        state.successors().stream()
                            .map(ConnectionStateTest::name)
                            .collect(Collectors.toCollection(TreeSet::new))));
    assertEquals(coded, StateTables.of("States of a connection"));
  }

  @Test
  void eachTransitionIsAppliedIfItIsLegalAndRejectedOtherwise() {
    for (ConnectionState former : all()) {
      for (ConnectionState next : all()) {
        capacity.tryTake();
        Connection connection = in(former);
        if (former.successors().contains(next.getClass())) {
          connection.become(next);
          assertEquals(next, connection.state());
        } else {
          assertThrows(IllegalStateException.class, () -> connection.become(next));
          assertEquals(former, connection.state());
        }
        if (connection.state() instanceof Active) {
          capacity.giveBack();
        }
      }
    }
  }

  @Test
  void capacityIsReleasedOnceTheAgentIsNoLongerActive() {
    assertTrue(capacity.tryTake());
    Connection connection = in(state(InMeeting.class));
    connection.become(state(Reconnecting.class));
    assertFalse(capacity.tryTake());
    connection.become(state(Leaving.class));
    assertTrue(capacity.tryTake());
    connection.become(new Idle());
    assertFalse(capacity.tryTake(), "it is released once");
  }

  @Test
  void thePermitToRejoinIsHeldUntilTheAgentIsInItsMeeting() throws Exception {
    Connection connection = in(state(Opening.class));
    permit.acquire();
    permit.acquire();
    connection.become(state(Reconnecting.class));
    connection.become(state(Opening.class));
    connection.become(state(Joining.class));
    assertEquals(0, rejoins.availablePermits());
    connection.become(state(InMeeting.class));
    assertEquals(1, rejoins.availablePermits());
    permit.acquire(); // for good
    assertEquals(1, rejoins.availablePermits());
  }

  @Test
  void reportsOfASessionCountUntilItIsReplacedOrTheAgentHasLeft() {
    Connection connection = in(state(Opening.class));
    connection.become(state(InMeeting.class));
    connection.become(state(Leaving.class));
    assertTrue(scope.isCurrent());
    connection.become(new Idle());
    assertFalse(scope.isCurrent());
  }

  @Test
  void aLostSessionReportsNothingMore() {
    Connection connection = in(state(InMeeting.class));
    connection.become(state(Reconnecting.class));
    assertFalse(scope.isCurrent());
  }

  @Test
  void theNextProcessKnowsWhetherTheAgentIsToBeInItsMeeting() {
    Connection connection = in(state(InMeeting.class));
    assertTrue(journal.wantsMeeting());
    connection.become(state(Leaving.class));
    connection.become(new Idle());
    assertFalse(journal.wantsMeeting());
    in(state(Joining.class)).become(new Gone());
    assertTrue(journal.wantsMeeting(), "it stays in its meeting");
    in(state(Connected.class));
    assertFalse(journal.wantsMeeting());
  }

  @Test
  void callersThatWaitForTheEndAreKept() {
    CompletableFuture<Boolean> first = new CompletableFuture<>();
    CompletableFuture<Boolean> second = new CompletableFuture<>();
    Leaving leaving = state(Leaving.class).with(first, true).with(second, false);
    assertEquals(List.of(first, second), leaving.replies());
    assertTrue(leaving.deletes());
  }
}
