package ai.joinly.manager.store;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.IdempotencyKey;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.EventJson;
import ai.joinly.manager.json.EventReader;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * In-memory store, whose data is lost when the process ends. One lock guards all state and is held
 * while events are delivered, so that they keep their order.
 */
public final class MemoryStore implements Store {
  private final Consumer<StoredEvent> onStored;
  private final int eventsPerAgent;
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<Long, StoredEvent> events = new TreeMap<>();
  private final Map<AgentId, MemoryAgent> agents = new LinkedHashMap<>();
  private final Map<SessionKey, KnownSession> sessions = new LinkedHashMap<>();
  // Oldest use first.
  private final Map<String, StoredKey> keys = new LinkedHashMap<>();
  private long position;
  private long removedThrough;
  private boolean closed;

  private record SessionKey(URI server, String id) {}

  /**
   * @param onStored receives each event once it is stored, in order
   * @param eventsPerAgent maximum number of events of one agent; the oldest are removed
   */
  public MemoryStore(Consumer<StoredEvent> onStored, int eventsPerAgent) {
    this.onStored = onStored;
    this.eventsPerAgent = eventsPerAgent;
  }

  /** Creates a store that keeps all events. */
  public MemoryStore(Consumer<StoredEvent> onStored) {
    this(onStored, Integer.MAX_VALUE);
  }

  @Override
  public void write(List<Change> changes) {
    lock.lock();
    try {
      if (!closed) {
        changes.forEach(this::apply);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public CompletableFuture<Void> confirm(List<Change> changes) {
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.failedFuture(new StoreException("The store is closed."));
      }
      changes.forEach(this::apply);
      return CompletableFuture.completedFuture(null);
    } finally {
      lock.unlock();
    }
  }

  private void apply(Change change) {
    switch (change) {
      case Change.AgentCreated c -> agents.put(c.agentId(), new MemoryAgent(c.agent(), c.age()));
      case Change.AgentDeleted c -> delete(c.last());
      case Change.KeyUsed c -> use(c);
      case Change.KeyReleased c -> keys.remove(c.key().digest());
      case Change.EventHappened c -> append(c.event());
      case Change.SessionSaved c ->
          sessions.put(new SessionKey(c.session().server(), c.session().id()), c.session());
      case Change.SessionGone c -> sessions.remove(new SessionKey(c.server(), c.id()));
      case Change.AgentReconfigured c -> kept(c).ifPresent(kept -> kept.reconfigure(c));
      case Change.AgentChanged c -> kept(c).ifPresent(kept -> kept.change(c));
      case Change.ActionIntended c -> kept(c).ifPresent(kept -> kept.intend(c));
      case Change.ActionEnded c -> kept(c).ifPresent(kept -> kept.end(c));
      case Change.MessageAdded c -> kept(c).ifPresent(kept -> kept.add(c));
      case Change.TurnEnded c -> kept(c).ifPresent(kept -> kept.end(c));
      case Change.UsageSaved c -> kept(c).ifPresent(kept -> kept.save(c));
      case Change.OrdersSaved c -> kept(c).ifPresent(kept -> kept.save(c));
      case Change.AnalysisSaved c -> kept(c).ifPresent(kept -> kept.save(c));
    }
  }

  /** Removes the events of an agent up to a number, as the limit of kept events does. */
  public void forget(AgentId agentId, long through) {
    lock.lock();
    try {
      kept(agentId).ifPresent(kept -> forget(kept, through));
    } finally {
      lock.unlock();
    }
  }

  private void forget(MemoryAgent kept, long through) {
    for (StoredEvent event : kept.forget(through)) {
      events.remove(event.position());
      removedThrough = Math.max(removedThrough, event.position());
    }
  }

  private void use(Change.KeyUsed use) {
    keys.values().removeIf(key -> key.isOver(use.at()));
    keys.remove(use.key().digest());
    keys.put(use.key().digest(), new StoredKey(use.agentId(), use.key().bodyDigest(), use.at()));
    while (keys.size() > IdempotencyKey.MAX_KEPT) {
      keys.remove(keys.keySet().iterator().next());
    }
  }

  private Optional<MemoryAgent> kept(Change change) {
    return kept(change.agentId());
  }

  private Optional<MemoryAgent> kept(AgentId agentId) {
    return Optional.ofNullable(agents.get(agentId));
  }

  private void append(Event event) {
    MemoryAgent kept = agents.get(event.agentId());
    if (kept == null) {
      return;
    }
    StoredEvent stored = stored(event);
    kept.happened(stored);
    events.put(stored.position(), stored);
    if (event.seq() > eventsPerAgent) {
      forget(kept, event.seq() - eventsPerAgent);
    }
    onStored.accept(stored);
  }

  private void delete(Event last) {
    kept(last.agentId()).ifPresent(kept -> forget(kept, Long.MAX_VALUE - 1));
    agents.remove(last.agentId());
    StoredEvent stored = stored(last);
    removedThrough = stored.position();
    onStored.accept(stored);
  }

  private StoredEvent stored(Event event) {
    return new StoredEvent(
        ++position, event.agentId(), event.seq(), event.data().type(), EventJson.encode(event));
  }

  @Override
  public void awaitRoom() {
    // The store has no limit.
  }

  @Override
  public Optional<String> trouble() {
    return Optional.empty();
  }

  @Override
  public Optional<AgentConfig> config(AgentId agentId) {
    return read(() -> Optional.ofNullable(agents.get(agentId)).map(MemoryAgent::config));
  }

  @Override
  public List<StoredAgent> agents() {
    return read(
        () ->
            agents.values().stream()
                .map(MemoryAgent::stored)
                .sorted(Comparator.comparingLong(StoredAgent::age))
                .toList());
  }

  @Override
  public Optional<StoredKey> usedKey(IdempotencyKey key, Instant now) {
    return read(
        () -> Optional.ofNullable(keys.get(key.digest())).filter(used -> !used.isOver(now)));
  }

  @Override
  public List<KnownSession> sessions() {
    return read(() -> List.copyOf(sessions.values()));
  }

  @Override
  public List<StoredEvent> events(AgentId agentId, long after, PageLimit limit) {
    return events(agentId, EnumSet.allOf(EventType.class), after, limit);
  }

  @Override
  public List<StoredEvent> events(
      AgentId agentId, Set<EventType> types, long after, PageLimit limit) {
    return read(
        () ->
            limit.cut(
                kept(agentId).stream()
                    .flatMap(kept -> kept.eventsAfter(after).stream())
                    .filter(event -> types.contains(event.type()))));
  }

  @Override
  public SeqRange seqRange(AgentId agentId) {
    return read(() -> kept(agentId).map(MemoryAgent::seqRange).orElse(new SeqRange(1, 0)));
  }

  @Override
  public List<StoredEvent> eventsOfAll(long after, PageLimit limit) {
    return read(() -> limit.cut(events.tailMap(after, false).values().stream()));
  }

  @Override
  public long removedThrough() {
    return read(() -> removedThrough);
  }

  @Override
  public long newestPosition() {
    return read(() -> position);
  }

  @Override
  public List<LogEntry> log(AgentId agentId, int lines) {
    List<LogEntry> log = new ArrayList<>();
    for (StoredEvent event : events(agentId, EnumSet.of(EventType.LOG), 0, Integer.MAX_VALUE)) {
      if (EventReader.read(event.json()).data() instanceof EventData.LogWritten written) {
        log.add(written.entry());
      }
    }
    return log.subList(Math.max(0, log.size() - lines), log.size());
  }

  @Override
  public List<String> messages(AgentId agentId, int most) {
    return read(() -> kept(agentId).map(kept -> kept.messages(most)).orElse(List.of()));
  }

  @Override
  public List<StoredAction> openActions(AgentId agentId) {
    return read(() -> kept(agentId).map(MemoryAgent::openActions).orElse(List.of()));
  }

  @Override
  public Optional<String> usage(AgentId agentId) {
    return read(() -> kept(agentId).flatMap(MemoryAgent::usage));
  }

  @Override
  public Optional<String> orders(AgentId agentId) {
    return read(() -> kept(agentId).flatMap(MemoryAgent::orders));
  }

  @Override
  public Optional<String> analysis(AgentId agentId) {
    return read(() -> kept(agentId).flatMap(MemoryAgent::analysis));
  }

  @Override
  public boolean close(Duration limit) {
    lock.lock();
    try {
      closed = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private <T> T read(Supplier<T> reading) {
    lock.lock();
    try {
      return reading.get();
    } finally {
      lock.unlock();
    }
  }
}
