package ai.joinly.manager.store;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.IdempotencyKey;
import ai.joinly.manager.domain.agent.JoinTime;
import ai.joinly.manager.domain.agent.KeptConfig;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.agent.Metadata;
import ai.joinly.manager.domain.agent.ToolServerConfig;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.StoredAnalysisJson;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do. */
public abstract class StoreContractTest {
  protected static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");
  protected static final AgentId ADA = AgentId.of(1);
  protected static final AgentId BOB = AgentId.of(2);
  private static final URI SERVER = URI.create("http://localhost:8000/mcp/");

  protected final List<StoredEvent> told = new CopyOnWriteArrayList<>();
  protected Store store;

  protected abstract Store open(Consumer<StoredEvent> onStored);

  @BeforeEach
  void openStore() {
    store = open(told::add);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  protected static Agent agent(AgentId id) {
    return Agent.created(
        id,
        AgentConfig.builder("Ada", "https://meet.example/a?pwd=hidden")
            .passcode(Optional.of(new Secret("opensesame")))
            .nameTrigger(true)
            .autoJoin(false)
            .chat(true)
            .analysis(true)
            .mcpServers(
                Map.of(
                    "wiki",
                    new ToolServerConfig(
                        "https://wiki.example/mcp",
                        Map.of("Authorization", new Secret("Bearer hidden")),
                        List.of("get_*"),
                        List.of("get_all"))))
            .timezone(Optional.of(ZoneId.of("Europe/Berlin")))
            .envVars(Map.of("OPENAI_API_KEY", new Secret("sk-hidden")))
            .deduplicationKey(Optional.of("room 1"))
            .metadata(new Metadata(Map.of("team", "red")))
            .build(),
        NOW);
  }

  protected static Change log(AgentId id, long seq, String text) {
    return new Change.EventHappened(
        new Event(id, seq, NOW, new EventData.LogWritten(new LogEntry(NOW, LogLevel.INFO, text))));
  }

  protected void confirm(Change... changes) throws Exception {
    store.confirm(changes).get();
  }

  @Test
  void agentsComeBackAsTheyWere() throws Exception {
    Agent ada = agent(ADA);
    confirm(new Change.AgentCreated(ada, 2), new Change.AgentCreated(agent(BOB), 1));
    Agent changed =
        ada.withStatus(AgentStatus.STARTING, Optional.empty(), NOW)
            .withLastError(Optional.of("No disk."));
    confirm(
        new Change.AgentChanged(changed, true),
        log(ADA, 1, "one"),
        new Change.MessageAdded(ADA, 1, "[]"),
        new Change.ActionIntended(ADA, 3, 2, "speak_text", "{}", NOW));
    List<StoredAgent> agents = store.agents();
    assertEquals(List.of(BOB, ADA), agents.stream().map(a -> a.agent().id()).toList());
    assertEquals(new StoredAgent(changed, 2, true, 1, 3, 2, 1), agents.get(1));
  }

  @Test
  void aPageEndsWhereItsLimitIs() throws Exception {
    confirm(new Change.AgentCreated(agent(ADA), 1));
    for (int seq = 1; seq <= 6; seq++) {
      confirm(log(ADA, seq, "x".repeat(seq == 3 ? 5_000 : 500)));
    }
    int three = 3 * store.events(ADA, 0, 1).getFirst().json().length();
    assertEquals(List.of(1L, 2L), page(0, 10, three), "the third is too large");
    assertEquals(List.of(3L), page(2, 10, three), "but it comes alone");
    assertEquals(List.of(4L, 5L, 6L), page(3, 10, three), "this much and no more");
    assertEquals(List.of(4L, 5L), page(3, 10, three - 1));
    assertEquals(List.of(4L), page(3, 1, three));
    assertEquals(List.of(), page(6, 10, three));
  }

  /** The numbers of a page of one agent, which a page of all must have as well. */
  private List<Long> page(long after, int events, int characters) {
    PageLimit limit = new PageLimit(events, characters);
    List<StoredEvent> page = store.events(ADA, after, limit);
    long position = after == 0 ? 0 : store.events(ADA, after - 1, 1).getFirst().position();
    assertEquals(page, store.eventsOfAll(position, limit));
    return page.stream().map(StoredEvent::seq).toList();
  }

  @Test
  void eventsAreNumberedAndToldOnceKept() throws Exception {
    confirm(new Change.AgentCreated(agent(ADA), 1), new Change.AgentCreated(agent(BOB), 2));
    confirm(log(ADA, 1, "one"), log(BOB, 1, "other"), log(ADA, 2, "two"));
    confirm(
        new Change.EventHappened(new Event(ADA, 3, NOW, new EventData.UtteranceHeard(List.of()))));
    assertEquals(List.of(2L, 3L), store.events(ADA, 1, 10).stream().map(StoredEvent::seq).toList());
    assertEquals(1, store.events(ADA, 0, 1).size());
    assertEquals(
        List.of(3L),
        store.events(ADA, EnumSet.of(EventType.UTTERANCE), 0, 10).stream()
            .map(StoredEvent::seq)
            .toList());
    assertEquals(new SeqRange(1, 3), store.seqRange(ADA));
    assertEquals(new SeqRange(1, 0), store.seqRange(AgentId.of(9)));
    List<StoredEvent> all = store.eventsOfAll(0, 10);
    assertEquals(4, all.size());
    assertEquals(all.getLast().position(), store.newestPosition());
    assertEquals(all.subList(2, 4), store.eventsOfAll(all.get(1).position(), 10));
    eventually("all are told", () -> told.size() == 4);
    assertEquals(all, told);
    assertEquals(List.of("one", "two"), store.log(ADA, 5).stream().map(LogEntry::message).toList());
    assertEquals(List.of("two"), store.log(ADA, 1).stream().map(LogEntry::message).toList());
  }

  @Test
  void sessionsAreKnownUntilTheyAreGone() throws Exception {
    KnownSession session =
        new KnownSession(
            ADA,
            SERVER,
            "s1",
            KnownSession.Stage.NAMED,
            1,
            "",
            "",
            OptionalLong.empty(),
            NOW,
            Optional.empty());
    confirm(new Change.AgentCreated(agent(ADA), 1), new Change.SessionSaved(session));
    assertEquals(List.of(session), store.sessions());
    KnownSession joined =
        new KnownSession(
            ADA,
            SERVER,
            "s1",
            KnownSession.Stage.JOINED,
            1,
            "2025-06-18",
            "1.12.0",
            OptionalLong.of(7),
            NOW,
            Optional.of(NOW.plusSeconds(1)));
    confirm(new Change.SessionSaved(joined));
    assertEquals(List.of(joined), store.sessions());
    confirm(new Change.AgentDeleted(new Event(ADA, 1, NOW, new EventData.AgentDeleted())));
    assertEquals(1, store.sessions().size(), "it may still be alive");
    confirm(new Change.SessionGone(ADA, SERVER, "s1"));
    assertEquals(List.of(), store.sessions());
  }

  private static final IdempotencyKey KEY = IdempotencyKey.of("key", "body");

  @Test
  void aChangedConfigurationReplacesTheFormer() throws Exception {
    Agent ada = agent(ADA);
    confirm(new Change.AgentCreated(ada, 1), new Change.AgentCreated(agent(BOB), 2));
    AgentConfig changed =
        ada.config().toBuilder()
            .name("Eve")
            .meetingUrl("https://meet.example/b?pwd=other")
            .joinTime(
                Optional.of(new JoinTime(NOW.truncatedTo(ChronoUnit.MILLIS), Optional.empty())))
            .autoJoin(true)
            .build();
    Agent started = ada.withStatus(AgentStatus.STARTING, Optional.empty(), NOW);
    confirm(new Change.AgentChanged(started, false), new Change.AgentReconfigured(ADA, changed));
    assertEquals(Optional.of(changed), store.config(ADA));
    assertEquals(
        List.of(started.keeping(KeptConfig.of(changed)), agent(BOB)),
        store.agents().stream().map(StoredAgent::agent).toList());
    confirm(new Change.AgentChanged(started, true));
    assertEquals(Optional.of(changed), store.config(ADA), "a former change is kept");
  }

  @Test
  void anIdempotencyKeyIsKeptForItsLifetime() throws Exception {
    assertEquals(Optional.empty(), store.usedKey(KEY, NOW));
    confirm(new Change.AgentCreated(agent(ADA), 1), new Change.KeyUsed(ADA, KEY, NOW));
    Optional<StoredKey> used = Optional.of(new StoredKey(ADA, KEY.bodyDigest(), NOW));
    assertEquals(used, store.usedKey(KEY, NOW));
    assertEquals(used, store.usedKey(IdempotencyKey.of("key", "other body"), NOW));
    assertEquals(Optional.empty(), store.usedKey(IdempotencyKey.of("other", "body"), NOW));
    confirm(new Change.AgentDeleted(new Event(ADA, 1, NOW, new EventData.AgentDeleted())));
    Instant end = NOW.plus(IdempotencyKey.LIFETIME);
    assertEquals(used, store.usedKey(KEY, end.minusMillis(1)), "though the agent is deleted");
    assertEquals(Optional.empty(), store.usedKey(KEY, end));
    confirm(new Change.KeyUsed(BOB, KEY, end));
    assertEquals(BOB, store.usedKey(KEY, end).orElseThrow().agentId());
    confirm(new Change.KeyReleased(BOB, KEY));
    assertEquals(Optional.empty(), store.usedKey(KEY, end));
  }

  @Test
  void theOldestIdempotencyKeysGiveWay() throws Exception {
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.KeyUsed(ADA, KEY, NOW));
    for (int i = 1; i < IdempotencyKey.MAX_KEPT; i++) {
      changes.add(new Change.KeyUsed(ADA, IdempotencyKey.of("key " + i, ""), NOW));
    }
    store.confirm(changes).get();
    assertTrue(store.usedKey(KEY, NOW).isPresent());
    confirm(new Change.KeyUsed(ADA, IdempotencyKey.of("one more", ""), NOW.minusSeconds(9)));
    assertEquals(Optional.empty(), store.usedKey(KEY, NOW));
    assertTrue(store.usedKey(IdempotencyKey.of("key 1", ""), NOW).isPresent());
    assertTrue(store.usedKey(IdempotencyKey.of("one more", ""), NOW).isPresent());
  }

  @Test
  void whatWasIntendedIsOpenUntilItEnded() throws Exception {
    confirm(
        new Change.AgentCreated(agent(ADA), 1),
        new Change.ActionIntended(ADA, 1, 1, "speak_text", "{\"text\":\"Hi\"}", NOW),
        new Change.ActionIntended(ADA, 2, 1, "get_participants", "{}", NOW),
        new Change.ActionEnded(ADA, 2, Status.DONE, "[]", NOW));
    assertEquals(
        List.of(new StoredAction(1, 1, "speak_text", "{\"text\":\"Hi\"}", NOW)),
        store.openActions(ADA));
  }

  @Test
  void messagesAndTheAnalysisAreKept() throws Exception {
    String analysis = StoredAnalysisJson.write(Analysis.none(NOW.plusSeconds(1)));
    confirm(
        new Change.AgentCreated(agent(ADA), 1),
        new Change.MessageAdded(ADA, 1, "[1]"),
        new Change.MessageAdded(ADA, 2, "[2]"),
        new Change.TurnEnded(
            ADA, 1, NOW, Duration.ofMillis(5), "done", "openai", "gpt-4o", 10, 2, 0),
        new Change.AnalysisSaved(ADA, StoredAnalysisJson.write(Analysis.none(NOW))),
        new Change.AnalysisSaved(ADA, analysis));
    assertEquals(List.of("[2]"), store.messages(ADA, 1));
    assertEquals(List.of("[1]", "[2]"), store.messages(ADA, 9));
    assertEquals(Optional.of(analysis), store.analysis(ADA));
    assertEquals(Optional.empty(), store.usage(ADA));
    confirm(new Change.UsageSaved(ADA, "{\"u\":1}"));
    confirm(new Change.UsageSaved(ADA, "{\"u\":2}"));
    assertEquals(Optional.of("{\"u\":2}"), store.usage(ADA));
    assertEquals(Optional.empty(), store.orders(ADA));
    confirm(new Change.OrdersSaved(ADA, "{\"muted\":true}"));
    confirm(new Change.OrdersSaved(ADA, "{\"muted\":false}"));
    assertEquals(Optional.of("{\"muted\":false}"), store.orders(ADA));
    assertEquals(1, store.agents().getFirst().lastTurn());
  }

  @Test
  void aDeletedAgentIsGoneAndStaysSo() throws Exception {
    confirm(new Change.AgentCreated(agent(ADA), 1), log(ADA, 1, "one"));
    long before = store.newestPosition();
    confirm(
        new Change.AgentDeleted(new Event(ADA, 2, NOW, new EventData.AgentDeleted())),
        log(ADA, 3, "too late"),
        new Change.MessageAdded(ADA, 1, "[]"));
    assertEquals(List.of(), store.agents());
    assertEquals(List.of(), store.eventsOfAll(0, 10));
    assertEquals(List.of(), store.messages(ADA, 9));
    assertTrue(store.removedThrough() > before);
    eventually("it is told", () -> told.size() == 2);
    assertEquals(EventType.DELETED, told.getLast().type());
  }

  @Test
  void aClosedStoreRefuses() throws Exception {
    confirm(new Change.AgentCreated(agent(ADA), 1));
    assertTrue(store.close(Duration.ofSeconds(5)));
    ExecutionException refused =
        assertThrows(ExecutionException.class, () -> store.confirm(log(ADA, 1, "x")).get());
    assertTrue(refused.getCause() instanceof StoreException);
  }
}
