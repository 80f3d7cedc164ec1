package ai.joinly.manager.agent;

import static ai.joinly.manager.Eventually.eventually;

import ai.joinly.manager.agent.FakeMeetings.FakeSession;
import ai.joinly.manager.agent.room.MeetingRooms;
import ai.joinly.manager.agent.turn.TurnObserver;
import ai.joinly.manager.agenttools.ToolServers;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.json.EventReader;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.store.MemoryStore;
import ai.joinly.manager.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Agents with a meeting server and a model in memory, for what cannot be timed over a socket. */
public final class AgentFixture {
  final FakeMeetings meetings = new FakeMeetings();
  final FakeLlm llm = new FakeLlm();
  final EventHub events = new EventHub();
  final Store store;
  final AgentRegistry agents;

  /** How far the clock that measures waiting is ahead, in nanoseconds. */
  private final AtomicLong ahead = new AtomicLong();

  AgentFixture() {
    this(Settings.defaults());
  }

  AgentFixture(Settings settings) {
    this(settings, Optional.empty());
  }

  /**
   * @param kept what a former fleet left
   */
  AgentFixture(Settings settings, Optional<Store> kept) {
    this.store = kept.orElseGet(() -> new MemoryStore(events::publish));
    Settings.Agents a = settings.agents();
    this.agents =
        new AgentRegistry(
            new AgentServices(
                meetings,
                config -> llm,
                store,
                settings.with(
                    new Settings.Agents(
                        100,
                        1_000,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(5),
                        a.timezone(),
                        a.turns())),
                Clock.systemUTC(),
                TurnObserver.NONE,
                ToolServers.NONE,
                new MeetingRooms(this::nanoTime),
                new StateLog(this::nanoTime),
                this::nanoTime));
  }

  private long nanoTime() {
    return System.nanoTime() + ahead.get();
  }

  /** Lets time pass for whatever waits. */
  void pass(Duration time) {
    ahead.addAndGet(time.toNanos());
  }

  public static AgentConfig config() {
    return AgentConfig.of("Joe", "https://meet.google.com/abc-defg-hij");
  }

  AgentId create(AgentConfig config) throws AgentRefusedException {
    return agents.create(config).agent().id();
  }

  /** The session of an agent that was just created, once it is in its meeting. */
  FakeSession joined(AgentId id) throws InterruptedException {
    FakeSession session = meetings.next();
    eventually("joined", () -> agent(id).meetingStatus() == MeetingStatus.JOINED);
    return session;
  }

  Agent agent(AgentId id) {
    return agents.find(id, 0).orElseThrow().agent();
  }

  List<String> log(AgentId id) {
    return agents.find(id, 1_000).orElseThrow().logs().stream().map(LogEntry::message).toList();
  }

  <T extends EventData> List<T> told(AgentId id, Class<T> type) {
    return store.events(id, 0, Integer.MAX_VALUE).stream()
        .map(stored -> EventReader.read(stored.json()))
        .map(Event::data)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  static void hear(FakeSession session, String speaker, String text) {
    List<Segment> segments =
        List.of(new Segment(text, 1, 2, Optional.of(speaker), Role.PARTICIPANT));
    session.listener.onSegments(segments);
    session.listener.onUtterance(segments);
  }

  static List<ToolResult> results(LlmRequest request) {
    return request.messages().stream()
        .filter(ToolResult.class::isInstance)
        .map(ToolResult.class::cast)
        .toList();
  }

  static List<String> users(LlmRequest request) {
    return request.messages().stream()
        .filter(ChatMessage.User.class::isInstance)
        .map(message -> ((ChatMessage.User) message).text())
        .toList();
  }

  void close() throws InterruptedException {
    agents.close(Duration.ofSeconds(5));
  }
}
