package ai.joinly.manager.agent;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.agent.Agents.Creation;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentConfigBuilder;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.IdempotencyKey;
import ai.joinly.manager.domain.agent.Metadata;
import ai.joinly.manager.domain.meeting.MeetingAddress;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.json.EventReader;
import ai.joinly.manager.store.MemoryStore;
import ai.joinly.manager.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Repeated requests, agents of which there may be only one, and lists of agents. */
class AdmissionTest {
  private static final IdempotencyKey KEY = IdempotencyKey.of("8e03978e", "{\"name\":\"Joe\"}");
  private static final AgentConfig CONFIG =
      AgentConfig.builder("Joe", "https://meet.google.com/abc-defg-hij").autoJoin(false).build();
  private static final AgentConfig UNIQUE =
      CONFIG.toBuilder().deduplicationKey(Optional.of("room 1")).build();

  private final TestClock clock = new TestClock(Instant.parse("2026-03-01T09:00:00Z"));
  private final Store store = new MemoryStore(event -> {});
  private final FakeMeetings meetings = new FakeMeetings();
  private AgentRegistry agents = registry();

  private AgentRegistry registry() {
    return new AgentRegistry(
        new AgentServices(
            meetings, config -> new FakeLlm(), store, Settings.defaults(), clock, clock::nanoTime));
  }

  @AfterEach
  void close() throws InterruptedException {
    agents.close(Duration.ofSeconds(5));
  }

  private void restart() throws InterruptedException {
    agents.detach(Duration.ofSeconds(5));
    agents = registry();
    agents.restore();
  }

  private AgentId create(AgentConfig config) throws AgentRefusedException {
    return agents.create(config).agent().id();
  }

  private static AgentRefusedException refused(Reason reason, Request request) {
    AgentRefusedException refused = assertThrows(AgentRefusedException.class, request::send);
    assertEquals(reason, refused.reason());
    return refused;
  }

  @FunctionalInterface
  private interface Request {
    void send() throws Exception;
  }

  @Test
  void aRepeatedRequestGetsTheFirstAgent() throws Exception {
    Creation first = agents.create(CONFIG, KEY);
    Creation second = agents.create(CONFIG, KEY);
    assertTrue(first.isNew());
    assertFalse(second.isNew());
    assertEquals(first.view().agent().id(), second.view().agent().id());
    assertEquals(1, agents.list(0).size());
  }

  @Test
  void anotherBodyIsRefusedWithTheAgentOfTheFirst() throws Exception {
    AgentId first = agents.create(CONFIG, KEY).view().agent().id();
    IdempotencyKey other = IdempotencyKey.of("8e03978e", "{\"name\":\"Jim\"}");
    AgentRefusedException refused = refused(Reason.KEY_REUSED, () -> agents.create(CONFIG, other));
    assertEquals(Optional.of(first), refused.agent());
    assertEquals(1, agents.list(0).size());
  }

  @Test
  void concurrentRequestsCreateOneAgent() throws Exception {
    List<Creation> all = sendAtOnce(50, () -> agents.create(CONFIG, KEY));
    assertEquals(1, all.stream().filter(Creation::isNew).count());
    assertEquals(1, all.stream().map(each -> each.view().agent().id()).distinct().count());
    assertEquals(1, agents.list(0).size());
  }

  private static <T> List<T> sendAtOnce(int times, Callable<T> request) throws Exception {
    List<Future<T>> pending = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < times; i++) {
        pending.add(threads.submit(request));
      }
    }
    List<T> answers = new ArrayList<>();
    for (Future<T> answer : pending) {
      answers.add(answer.get());
    }
    return answers;
  }

  @Test
  void aRefusedRequestLeavesItsKeyFree() throws Exception {
    create(UNIQUE);
    refused(Reason.DUPLICATE, () -> agents.create(UNIQUE, KEY));
    agents.delete(agents.list(0).getFirst().agent().id());
    assertTrue(agents.create(UNIQUE, KEY).isNew());
  }

  @Test
  void aKeyOutlivesItsAgentAndTheProcess() throws Exception {
    AgentId first = agents.create(CONFIG, KEY).view().agent().id();
    restart();
    assertEquals(first, agents.create(CONFIG, KEY).view().agent().id());
    agents.delete(first);
    assertEquals(
        Optional.of(first),
        refused(Reason.AGENT_DELETED, () -> agents.create(CONFIG, KEY)).agent());
  }

  @Test
  void aKeyIsKeptForADay() throws Exception {
    AgentId first = agents.create(CONFIG, KEY).view().agent().id();
    clock.advance(IdempotencyKey.LIFETIME.minusSeconds(1));
    assertFalse(agents.create(CONFIG, KEY).isNew());
    clock.advance(Duration.ofSeconds(1));
    Creation next = agents.create(CONFIG, KEY);
    assertTrue(next.isNew());
    assertFalse(first.equals(next.view().agent().id()));
    assertFalse(agents.create(CONFIG, KEY).isNew());
  }

  @Test
  void oneLiveAgentHasADeduplicationKey() throws Exception {
    AgentId first = create(UNIQUE);
    AgentRefusedException refused = refused(Reason.DUPLICATE, () -> create(UNIQUE));
    assertEquals(Optional.of(first), refused.agent());
    assertTrue(refused.userMessage().contains(first + " has this"), refused.userMessage());
    create(CONFIG);
    create(CONFIG.toBuilder().deduplicationKey(Optional.of("room 2")).build());
    restart();
    assertEquals(Optional.of(first), refused(Reason.DUPLICATE, () -> create(UNIQUE)).agent());
  }

  @Test
  void aStoppedAgentGivesItsKeyBack() throws Exception {
    AgentId first = create(UNIQUE);
    assertTrue(agents.start(first));
    meetings.next();
    refused(Reason.DUPLICATE, () -> create(UNIQUE));
    assertFalse(agents.start(first), "it may have its own key");
    agents.stop(first);
    AgentId second = create(UNIQUE);
    assertEquals(Optional.of(second), refused(Reason.DUPLICATE, () -> agents.start(first)).agent());
    assertEquals(AgentStatus.STOPPED, agents.find(first, 0).get().agent().status());
    agents.delete(second);
    assertTrue(agents.start(first));
    meetings.next();
  }

  @Test
  void ofConcurrentRequestsWithADeduplicationKeyOneCreatesAnAgent() throws Exception {
    List<Optional<AgentId>> refusals =
        sendAtOnce(
            50,
            () -> {
              try {
                create(UNIQUE);
                return Optional.empty();
              } catch (AgentRefusedException e) {
                return e.agent();
              }
            });
    AgentId created = agents.list(0).getFirst().agent().id();
    assertEquals(1, Collections.frequency(refusals, Optional.empty()));
    assertEquals(49, Collections.frequency(refusals, Optional.of(created)));
    assertEquals(1, agents.list(0).size());
  }

  @Test
  void metadataComesWithTheEventsThatRouteAnAgent() throws Exception {
    Metadata metadata = new Metadata(Map.of("team", "red"));
    List<EventData> published = new ArrayList<>();
    Store routed = new MemoryStore(event -> published.add(EventReader.read(event.json()).data()));
    AgentRegistry fleet =
        new AgentRegistry(
            new AgentServices(
                meetings,
                config -> new FakeLlm(),
                routed,
                Settings.defaults(),
                clock,
                clock::nanoTime));
    AgentId id = fleet.create(CONFIG.toBuilder().metadata(metadata).build()).agent().id();
    fleet.start(id);
    fleet.delete(id);
    assertTrue(
        published.stream()
            .filter(EventData.StatusChanged.class::isInstance)
            .map(EventData.StatusChanged.class::cast)
            .allMatch(changed -> changed.metadata().equals(metadata)));
    assertEquals(new EventData.AgentDeleted(metadata), published.getLast());
  }

  @Test
  void aListHasTheAgentsThatFitEveryCondition() throws Exception {
    AgentId red = create(labelled("https://zoom.us/j/123456789", "team", "red"));
    AgentId blue = create(labelled("https://zoom.us/j/123456789?pwd=x", "team", "blue"));
    AgentId other = create(labelled("https://meet.google.com/abc-defg-hij", "team", "red"));
    agents.start(other);
    meetings.next();
    eventually("it runs", () -> status(other) == AgentStatus.RUNNING);
    AgentQuery all = AgentQuery.all(0);
    assertEquals(List.of(red, blue, other), ids(all));
    assertEquals(List.of(red, other), ids(with(all, Map.of("team", Set.of("red")))));
    assertEquals(List.of(red, blue, other), ids(with(all, Map.of("team", Set.of("red", "blue")))));
    assertEquals(List.of(), ids(with(all, Map.of("team", Set.of("red"), "x", Set.of("1")))));
    assertEquals(List.of(other), ids(with(all, Set.of(AgentStatus.RUNNING, AgentStatus.ERROR))));
    assertEquals(List.of(red, blue), ids(with(all, "https://us02web.zoom.us/j/123456789")));
    assertEquals(
        List.of(red),
        ids(with(with(all, "https://zoom.us/j/123456789"), Map.of("team", Set.of("red")))));
  }

  private static AgentConfig labelled(String url, String name, String value) {
    AgentConfigBuilder builder = CONFIG.toBuilder().meetingUrl(url);
    return builder.metadata(new Metadata(Map.of(name, value))).build();
  }

  private AgentStatus status(AgentId id) {
    return agents.find(id, 0).orElseThrow().agent().status();
  }

  private static AgentQuery with(AgentQuery q, Map<String, Set<String>> metadata) {
    return new AgentQuery(q.statuses(), q.meeting(), metadata, q.after(), q.limit(), 0);
  }

  private static AgentQuery with(AgentQuery q, Set<AgentStatus> statuses) {
    return new AgentQuery(statuses, q.meeting(), q.metadata(), q.after(), q.limit(), 0);
  }

  private static AgentQuery with(AgentQuery q, String meeting) {
    return new AgentQuery(
        q.statuses(),
        Optional.of(new MeetingAddress(meeting)),
        q.metadata(),
        q.after(),
        q.limit(),
        0);
  }

  private static AgentQuery page(Optional<AgentCursor> after, int limit) {
    return new AgentQuery(Set.of(), Optional.empty(), Map.of(), after, limit, 0);
  }

  private List<AgentId> ids(AgentQuery query) {
    return agents.list(query).agents().stream().map(view -> view.agent().id()).toList();
  }

  @Test
  void pagesMissNoAgentAndRepeatNone() throws Exception {
    List<AgentId> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      all.add(create(CONFIG));
    }
    Agents.AgentPage first = agents.list(page(Optional.empty(), 3));
    agents.delete(all.get(2)); // the last of the page
    agents.delete(all.get(3)); // the first of the next
    all.add(create(CONFIG));
    Agents.AgentPage second = agents.list(page(first.next(), 3));
    Agents.AgentPage third = agents.list(page(second.next(), 3));
    assertEquals(
        List.of(all.subList(0, 3), all.subList(4, 7), all.subList(7, 8)),
        List.of(first, second, third).stream()
            .map(page -> page.agents().stream().map(view -> view.agent().id()).toList())
            .toList());
    assertEquals(Optional.empty(), third.next());
    assertEquals(
        Optional.empty(), agents.list(page(Optional.empty(), 6)).next(), "no empty page follows");
  }

  /** The newest agent's place in the order is used again if it was deleted before a restart. */
  @Test
  void aPositionAtADeletedAgentMissesNoneOfTheNextProcess() throws Exception {
    create(CONFIG);
    AgentId newest = create(CONFIG);
    AgentId third = create(CONFIG);
    AgentCursor position = agents.list(page(Optional.empty(), 2)).next().orElseThrow();
    assertEquals(newest, position.id());
    agents.delete(third);
    agents.delete(newest);
    restart();
    AgentId next = create(CONFIG);
    assertEquals(List.of(next), ids(page(Optional.of(position), 1)));
  }

  @Test
  void aPositionIsReadAsItIsWritten() {
    AgentCursor position = new AgentCursor(42, AgentId.of(0x1f));
    assertEquals("42-0000001f", position.toString());
    assertEquals(Optional.of(position), AgentCursor.parse("42-0000001f"));
    for (String bad : List.of("", "42", "42-1f", "-1-0000001f", "x-0000001f", "42-0000001F")) {
      assertEquals(Optional.empty(), AgentCursor.parse(bad), bad);
    }
  }
}
